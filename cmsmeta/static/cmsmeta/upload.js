/* Brings a large report in pieces, so that the server never holds more of it than one, and a broken line costs one.
   What fits into a piece goes by the form as it is; without this script everything does. */
"use strict";

(() => {
  const form = document.querySelector("form.upload");
  if (!form || !window.fetch) return;
  const { begin, piece: length } = form.dataset;
  const box = form.querySelector(".upload-progress");
  const [bar, said, goOn] = ["progress", "span", "button"].map((tag) => box.querySelector(tag));
  const TRIES = 5; // then somebody has to say that it is worth another one
  const PATIENCE = 600_000; // milliseconds for one piece

  class Final extends Error {} // no further try would go better

  const token = () => document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? form.csrfmiddlewaretoken.value;

  const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

  const ask = async (url, body) => {
    const signal = window.AbortSignal?.timeout?.(PATIENCE); // older browsers wait for as long as it takes
    const request = { method: "POST", body, headers: { "X-CSRFToken": token() }, signal };
    const answer = await fetch(url, request).catch(() => {
      throw new Error("The server cannot be reached.");
    });
    if (answer.redirected) throw new Error("You are signed out: sign in in another window.");
    if (answer.status === 403) throw new Final("You may not upload reports, or have signed in anew: reload the page.");
    const told = await answer.json().catch(() => null);
    if (told && (answer.ok || answer.status === 409)) return told; // 409 says which piece comes next
    const trouble = told?.error ?? `The server answered ${answer.status}, and not what was expected.`;
    throw answer.status >= 400 && answer.status < 500 ? new Final(trouble) : new Error(trouble);
  };

  const insist = async (act) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await act();
      } catch (trouble) {
        if (trouble instanceof Final) throw trouble;
        const wait = 2 ** (tries % TRIES) / 2;
        said.textContent = `${trouble.message} What has come is kept.`;
        goOn.hidden = tries % TRIES !== 0;
        const pressed = new Promise((resolve) => goOn.addEventListener("click", resolve, { once: true }));
        await (goOn.hidden ? pause(wait) : pressed);
        goOn.hidden = true;
      }
    }
  };

  const cut = async (file, from) => {
    try {
      return await file.slice(from, from + Number(length)).arrayBuffer();
    } catch {
      throw new Final("The file was changed or removed meanwhile. Choose it again.");
    }
  };

  const bring = async (file) => {
    const megabytes = (bytes) => (bytes / 1024 ** 2).toFixed();
    let { url, received } = await insist(() => ask(begin, new URLSearchParams({ name: file.name, size: file.size })));
    while (received < file.size) {
      bar.value = received / file.size;
      said.textContent = `${megabytes(received)} of ${megabytes(file.size)} MB. Keep this page open.`;
      const piece = await cut(file, received);
      ({ received } = await insist(() => ask(`${url}?at=${received}`, new Blob([piece]))));
    }
    bar.value = 1;
    said.textContent = "All of it has come.";
    const done = new URLSearchParams(form.at_once.checked ? { at_once: "on" } : {});
    return (await insist(() => ask(`${url}finish/`, done))).url;
  };

  const stay = (event) => event.preventDefault(); // the browser asks whether to leave

  form.addEventListener("submit", async (event) => {
    const file = form.file.files[0];
    if (!file || file.size <= Number(length)) return;
    event.preventDefault();
    const fields = [...form.elements].filter((field) => field !== goOn);
    box.hidden = false;
    fields.forEach((field) => (field.disabled = true));
    window.addEventListener("beforeunload", stay);
    try {
      const page = await bring(file);
      window.removeEventListener("beforeunload", stay);
      location.assign(page);
    } catch (trouble) {
      window.removeEventListener("beforeunload", stay);
      said.textContent = trouble.message;
      fields.forEach((field) => (field.disabled = false));
    }
  });
})();
