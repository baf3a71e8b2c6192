/**
 * What the page does; the same text on every endpoint. What differs stands in the markup, as `data-` attributes of the
 * body: `kind` (of the backend), `protocol` (that its clients ask for), `doubt` (what is to say of the certificate when
 * no WebSocket opens). A backend is asked something only where its kind is known, and only what changes nothing.
 */
export const pageScript = `
"use strict";
const { kind, protocol, doubt } = document.body.dataset;
const find = (id) => document.getElementById(id);
const endpoint = "wss://" + location.host;
const patience = 10000;

/* What to ask, and how to read the answer: a sentence, or undefined where it is none. */
const call = (method) => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] });
const questions = {
  substrate: {
    send: call("system_chain"),
    read: (data) => "A Substrate node of the chain " + JSON.parse(data).result,
  },
  ethereum: {
    send: call("eth_chainId"),
    read: (data) => "An Ethereum node of the chain " + Number(JSON.parse(data).result),
  },
  echo: {
    send: "wss-setup",
    read: (data) => (data === "wss-setup" ? "The message came back" : undefined),
  },
  "engine.io": {
    path: "/socket.io/?EIO=4&transport=websocket",
    read: (data) => (data.startsWith("0{") ? "A Socket.IO server" : undefined),
  },
};
const question = questions[kind];

function show(state, headline, ...lines) {
  find("test").className = state;
  find("state").textContent = headline;
  const items = lines.map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  });
  find("lines").replaceChildren(...items);
  find("again").disabled = state === "busy";
}

const since = (start) => Math.max(1, Math.round(performance.now() - start)) + " ms";

function test() {
  show("busy", "Connecting to " + endpoint + " …");
  const start = performance.now();
  const url = endpoint + (question?.path ?? "/");
  const socket = protocol ? new WebSocket(url, protocol) : new WebSocket(url);
  let opened = "";
  let asked = start;
  const end = (state, headline, ...lines) => {
    clearTimeout(timer);
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    show(state, headline, ...lines);
  };
  const timer = setTimeout(() => {
    if (opened) end("warn", "Connected, but without an answer", opened, "A question was not answered within 10 s.");
    else end("bad", "No connection within 10 s", "Test again. If it stays so, tell whoever runs this server.");
  }, patience);
  socket.onopen = () => {
    opened = "The WebSocket opened in " + since(start) + ".";
    if (!question) return end("good", "Connected", opened);
    if (!question.send) return;
    asked = performance.now();
    socket.send(question.send);
  };
  socket.onmessage = ({ data }) => {
    let said;
    try {
      said = question.read(data);
    } catch {}
    if (said) end("good", "Connected", opened, said + ", after " + since(asked) + ".");
  };
  socket.onclose = ({ code }) => {
    if (opened) return end("warn", "Connected, then cut off", opened, "The server hung up with code " + code + ".");
    end("busy", "No connection. Looking for the reason …");
    reasons().then((words) => show("bad", ...words));
  };
}

/* A headline and what may help. A browser tells no page why a WebSocket failed; a plain request tells some of it. */
async function reasons() {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  const how = { headers: { Accept: "*/*" }, cache: "no-store", redirect: "manual", signal: stop.signal };
  try {
    const { status } = await fetch("/", how);
    if ([502, 503, 504].includes(status))
      return ["No connection: the server behind this address does not answer", "Whoever runs it has to start it."];
  } catch {
    if (!stop.signal.aborted)
      return ["No connection: this address is out of reach, or its certificate is refused", "Load the page again."];
  }
  clearTimeout(timer);
  return [
    "No connection: the address answers, but it opens no WebSocket",
    "Too many connections from your address, open or in a short time: close some, wait a minute, test again.",
    ...(doubt ? [doubt] : []),
    "The server behind it refuses: whoever runs it finds out more with wss-setup status.",
  ];
}

find("name").textContent = document.title = location.host;
find("url").textContent = endpoint;
const apps = find("apps");
if (apps) apps.href = "https://polkadot.js.org/apps/?rpc=" + encodeURIComponent(endpoint);
find("again").onclick = test;
find("again").hidden = false;
test();
`;
