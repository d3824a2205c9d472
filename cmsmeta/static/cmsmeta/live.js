/* Keeps an open admin page up to date over /ws/status/. The page works, with a reload, without it.

   <… data-live="report:12"> marks what shows a row; data-field="rows_read" on it, or inside it, names a value of the
   row's state. data-live-when="processing error" shows an element in these states only. docs/live.md has the contract. */
"use strict";

(() => {
  const FIRST_DELAY = 500, LONGEST_DELAY = 5_000; // ms between tries to connect
  const PULSE_EVERY = 20_000, PULSE_WITHIN = 10_000; // ms; a line that is silent for longer is dead
  const HINT_AFTER = 200; // ms; hints come in swarms
  const CATCH_UP_AFTER = 1_000; // ms after a busy server let messages go
  const SIGNED_OUT = 4401, NOT_STAFF = 4403;
  const FINAL = ["completed", "error", "cancelled", "applied", "failed", "rejected", "confirmed", "pushed", "pulled",
    "skipped", "unknown", "conflict"];
  const MAX_ROWS = 500;

  const pill = document.getElementById("live-pill");
  if (!pill || !window.WebSocket) return;
  const text = pill.querySelector("[data-live-text]");
  const news = document.getElementById("live-news");

  const pending = new Map(); // "report:12" → its newest state, until it is drawn
  const shown = new Map(); // "report:12" → the status that the page shows
  const fresh = new Set(); // ids of rows that are newer than the page
  let freshAtLeast = 0; // how many newer rows the server counted
  let newest = null; // {report: 57}: the newest row that the page knows of
  let socket = null, tries = 0, timer = null, pulse = null, behind = null, drawing = false;

  /* What the page shows ------------------------------------------------------------------------------------------- */

  const listKind = () => {
    const body = document.body.classList;
    if (!body.contains("change-list")) return null;
    return body.contains("model-report") ? "report" : body.contains("model-metadatasync") ? "sync" : null;
  };

  const elements = (key) => document.querySelectorAll(`[data-live="${CSS.escape(key)}"]`);

  const watched = () => {
    const ids = {};
    const keys = new Set(Array.from(document.querySelectorAll("[data-live]"), (element) => element.dataset.live));
    for (const key of Array.from(keys).slice(0, MAX_ROWS)) {
      const [kind, id] = key.split(":");
      (ids[kind] ??= []).push(Number(id));
    }
    return ids;
  };

  /* Drawing: text only, never markup -------------------------------------------------------------------------------- */

  const written = (value) => {
    if (value === null) return "–";
    return typeof value === "number" ? value.toLocaleString("en-US") : String(value);
  };

  const setText = (element, value) => {
    if (element.textContent !== value) element.textContent = value;
  };

  const offerReload = (words) => {
    setText(news, `${words} – reload`);
    news.hidden = false;
  };

  const drawStatus = (element, state) => {
    setText(element, state.label ?? state.status);
    const now = `status-${state.status}`;
    if (element.classList.contains(now) || !/^[a-z_-]+$/.test(now)) return;
    for (const name of Array.from(element.classList)) if (name.startsWith("status-")) element.classList.remove(name);
    element.classList.add(now);
    // The page of one row tells more about an end than its state does: why it failed, what it changed.
    const ended = FINAL.includes(state.status) || element.dataset.live?.startsWith("video:");
    if (ended && document.body.classList.contains("change-form")) offerReload(`${state.label}, there is more to see`);
  };

  const drawProgress = (element, value) => {
    if (value === null) element.removeAttribute("value");
    else element.value = value;
  };

  const drawField = (element, state) => {
    const field = element.dataset.field;
    if (!(field in state)) return;
    if (field === "status") drawStatus(element, state);
    else if (element instanceof HTMLProgressElement) drawProgress(element, state[field]);
    else setText(element, written(state[field]));
  };

  const drawRow = (key, state) => {
    for (const element of elements(key)) {
      const parts = [element, ...element.querySelectorAll("[data-field], [data-live-when]")];
      for (const part of parts) {
        if (part.dataset.field) drawField(part, state);
        if (part.dataset.liveWhen) part.hidden = !part.dataset.liveWhen.split(" ").includes(state.status);
      }
    }
  };

  const drawNews = () => {
    const count = Math.max(fresh.size, freshAtLeast);
    if (count) offerReload(`${written(count)} new ${listKind()}${count === 1 ? "" : "s"}`);
  };

  const draw = () => {
    drawing = false;
    for (const [key, state] of pending) drawRow(key, state);
    pending.clear();
    if (listKind()) drawNews();
  };

  const drawSoon = () => {
    if (!drawing) requestAnimationFrame(draw);
    drawing = true;
  };

  /* Messages -------------------------------------------------------------------------------------------------------- */

  /* How a video stands with YouTube is worked out by the server: a message that only hints at it makes us ask. */
  const askIf = (selector) => {
    if (!document.querySelector(selector)) return;
    clearTimeout(behind);
    behind = setTimeout(ask, HINT_AFTER);
  };
  const askOf = (video) => askIf(`[data-live="${CSS.escape(`video:${video}`)}"]`);

  const takeState = (kind, message) => {
    if (message.video !== undefined) askOf(message.video);
    if (kind === "changeset" && message.status === "applied") askIf('[data-live^="video:"]'); // whose it does not say
    if (kind === "video" && message.status === undefined) return (message.ids ?? [message.id]).forEach(askOf);
    const key = `${kind}:${message.id}`;
    // A worker's progress is sent by a thread of its own and may come after the end that it led to.
    if (message.type.endsWith(".progress") && FINAL.includes(shown.get(key))) return;
    if (message.status) shown.set(key, message.status);
    if (elements(key).length) pending.set(key, { ...pending.get(key), ...message });
    else if (kind === listKind() && newest && message.id > newest[kind]) fresh.add(message.id);
    else return;
    drawSoon();
  };

  const takeHello = (message) => {
    // A list says what it knows itself where it can: between its making and now a row may have come.
    const marked = document.querySelector("[data-live-newest]")?.dataset.liveNewest.split(":");
    newest ??= { ...message.newest, ...(marked && { [marked[0]]: Number(marked[1]) }) };
    tries = 0;
    say("live", "Live");
    ask();
  };

  const take = (message) => {
    const [kind, event] = message.type.split(".");
    if (kind === "hello") takeHello(message);
    else if (kind === "pulse") clearTimeout(pulse);
    else if (kind === "behind") {
      clearTimeout(behind);
      behind = setTimeout(ask, CATCH_UP_AFTER);
    } else if (kind === "error") {
      clearTimeout(pulse); // a refusal is an answer, too
      console.warn(`live: ${message.message}`);
    } else if (event === "new") {
      freshAtLeast = message.count;
      drawSoon();
    } else if (message.id !== undefined) takeState(kind, message);
  };

  /* The line -------------------------------------------------------------------------------------------------------- */

  const say = (state, words) => {
    // A screen reader hears what changes, not that a fresh page is as it should be.
    if (state !== "live") pill.setAttribute("aria-live", "polite");
    pill.dataset.state = state;
    setText(text, words);
  };

  const ask = () => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    const kind = listKind();
    socket.send(JSON.stringify({ watch: watched(), newest: kind && kind in newest ? { [kind]: newest[kind] } : {} }));
    clearTimeout(pulse);
    pulse = setTimeout(lost, PULSE_WITHIN);
  };

  const lost = (event) => {
    clearTimeout(pulse);
    clearTimeout(timer);
    if (socket) socket.onopen = socket.onmessage = socket.onclose = null;
    socket?.close();
    socket = null;
    if ([SIGNED_OUT, NOT_STAFF].includes(event?.code)) return say("signed-out", "Signed out – ");
    say("lost", "Not connected – figures may be old. Reconnecting…");
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** tries++);
    timer = setTimeout(connect, delay * (0.5 + Math.random() / 2));
  };

  const connect = () => {
    clearTimeout(timer);
    const url = new URL(pill.dataset.url, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(url);
    socket.onmessage = (event) => take(JSON.parse(event.data));
    socket.onclose = lost;
    // A proxy that swallows the handshake never closes it.
    clearTimeout(pulse);
    pulse = setTimeout(lost, PULSE_WITHIN);
  };

  const wake = () => {
    if (document.hidden) return;
    tries = 0;
    if (socket) ask();
    else connect();
  };

  news.addEventListener("click", () => location.reload());
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  window.addEventListener("pageshow", (event) => event.persisted && wake());
  window.addEventListener("pagehide", () => {
    clearTimeout(timer);
    clearTimeout(pulse);
    if (socket) socket.onclose = null;
    socket?.close();
    socket = null;
  });
  setInterval(() => document.hidden || ask(), PULSE_EVERY);
  connect();
})();
