// The socket to the server: it asks for pieces, a newer one in place of an older, and comes back
// by itself when the server has been away.

const PACE = 80; // ms between builds while a slider moves
const AGAIN = [400, 800, 1500, 3000]; // ms before the socket is tried again

export class Live {
  constructor(hear) {
    this.hear = hear;
    this.id = 0;
    this.tries = 0;
    this.open();
  }

  open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}/live`);
    this.socket.onopen = () => {
      this.tries = 0;
      this.hear({ type: "online" });
    };
    this.socket.onmessage = (event) => this.hear(JSON.parse(event.data));
    this.socket.onclose = () => {
      this.hear({ type: "offline" });
      const pause = AGAIN[Math.min(this.tries++, AGAIN.length - 1)];
      setTimeout(() => this.open(), pause);
    };
  }

  get online() {
    return this.socket.readyState === WebSocket.OPEN;
  }

  send(message) {
    if (!this.online) return null;
    this.id += 1;
    this.socket.send(JSON.stringify({ id: this.id, ...message }));
    return this.id;
  }

  // While a slider moves `asked` is called at most every PACE ms; on release, at once.
  build(asked, released) {
    this.asked = asked;
    if (released) {
      clearTimeout(this.timer);
      this.timer = null;
      this.go();
    } else {
      this.timer ??= setTimeout(() => {
        this.timer = null;
        this.go();
      }, PACE);
    }
  }

  go() {
    const asked = this.asked;
    this.asked = null;
    if (asked) this.send({ type: "build", ...asked() });
  }
}
