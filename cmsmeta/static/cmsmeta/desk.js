/* The Shorts desk by keys, without a reload. Every key is that of a button or link; without this script those do. */
"use strict";

(() => {
  const desk = document.getElementById("desk");
  const said = document.getElementById("desk-said");
  const keys = document.querySelector(".desk-keys");
  if (!desk || !window.fetch) return;
  let busy = false;

  const show = (html) => {
    desk.innerHTML = html; // the server's own template, escaped there
    const card = desk.firstElementChild;
    said.textContent = card.dataset.said;
    said.classList.toggle("wrong", "wrong" in card.dataset);
    desk.focus({ preventScroll: true });
  };

  const send = async (form, button) => {
    if (busy) return; // a verdict is on what one has seen
    busy = true;
    desk.setAttribute("aria-busy", "true");
    const body = new URLSearchParams(new FormData(form));
    body.set(button.name, button.value);
    try {
      const answer = await fetch(location.pathname, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok || answer.redirected) location.reload(); // signed out, or not allowed any more: the page says so
      else show(await answer.text());
    } catch {
      said.textContent = "The server cannot be reached: the verdict was not taken. Try again.";
      said.classList.add("wrong");
    } finally {
      busy = false;
      desk.removeAttribute("aria-busy");
    }
  };

  desk.addEventListener("submit", (event) => {
    if (!event.submitter) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });

  // Keys of one letter can be turned off: they get in the way of who speaks to the computer.
  const box = keys.querySelector("input");
  box.checked = localStorage.getItem("cms-desk-keys") !== "off";
  box.addEventListener("change", () => {
    localStorage.setItem("cms-desk-keys", box.checked ? "on" : "off");
    desk.classList.toggle("keys-off", !box.checked);
  });
  desk.classList.toggle("keys-off", !box.checked);
  keys.hidden = false;

  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(input|textarea|select)$/i.test(event.target.tagName) && event.target !== box) return;
    const onButton = event.target.closest?.("a, button, input, summary");
    const key = event.key === " " && !onButton ? "arrowright" : event.key.toLowerCase();
    const button = desk.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
})();
