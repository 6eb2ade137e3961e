// Where a WebSocket is opened.

/** The address of a path of this server for a WebSocket. Browsers before 2024 take no other than ws and wss. */
export function socketURL(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url;
}
