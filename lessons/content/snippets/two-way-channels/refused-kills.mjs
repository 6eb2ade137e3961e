import WebSocket from 'ws';

// Nobody listens there.
const ws = new WebSocket('ws://localhost:9');
ws.on('close', (code) => console.log('closed with', code));
