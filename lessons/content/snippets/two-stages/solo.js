const solo = new EventSource('/live/solo');

solo.onmessage = ({ data, lastEventId }) => {
  console.log(`Note ${lastEventId}:`, data);
  if (lastEventId === '4') solo.close();
};
