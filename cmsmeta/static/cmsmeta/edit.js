/* Editing: lists as chips, and a count of what fits beside each field. Without it, lists are text with | between. */
"use strict";

(() => {
  const bytes = (text) => new TextEncoder().encode(text).length;
  const letters = (text) => Array.from(text).length;
  const cut = (text) => text.split(/[|\r\n\t]/).map((part) => part.trim()).filter(Boolean);
  const tagsLength = (tags) =>
    tags.reduce((sum, tag) => sum + letters(tag) + (tag.includes(" ") ? 2 : 0), Math.max(0, tags.length - 1));

  const MEASURES = {
    characters: (text) => letters(text.trim()),
    bytes: (text) => bytes(text.trim()),
    "characters of tags": (text) => tagsLength(cut(text)),
    entries: (text) => cut(text).length,
  };

  const element = (name, properties = {}) => Object.assign(document.createElement(name), properties);

  // How much fits -------------------------------------------------------------------------------------------
  const count = (field) => {
    const shown = element("span", { className: "counted" });
    const help = (field.getAttribute("aria-describedby") ?? "").split(" ").find((id) => id.endsWith("_helptext"));
    const place = document.getElementById(help)?.firstElementChild;
    if (place) place.prepend(shown, " ");
    else field.closest("td")?.append(shown);
    const most = Number(field.dataset.most);
    const show = () => {
      const length = MEASURES[field.dataset.unit](field.value);
      const over = length > most;
      shown.classList.toggle("over", over);
      shown.textContent =
        `${length.toLocaleString("en")} of ${most.toLocaleString("en")} ${field.dataset.unit}` +
        (over ? `: ${(length - most).toLocaleString("en")} too many` : "");
      // Only what is wrong is said aloud; a count with every key would drown what one types.
      shown.setAttribute("role", over ? "status" : "none");
    };
    field.addEventListener("input", show);
    show();
  };

  // Chips ---------------------------------------------------------------------------------------------------
  const chips = (field) => {
    const by = field.dataset.chips;
    const name = document.querySelector(`label[for="${field.id}"]`)?.textContent.replace(/:\s*$/, "") ?? field.name;
    const box = element("div", { className: "chip-box" });
    const list = element("ul", { ariaLabel: name });
    list.setAttribute("role", "list");
    const input = element("input", { type: "text", id: field.id, autocomplete: "off" });
    const described = field.getAttribute("aria-describedby");
    if (described) input.setAttribute("aria-describedby", described);
    const said = element("span", { className: "visually-hidden", role: "status" });
    box.append(list, input, said);

    field.id += "_text";
    field.hidden = true;
    field.after(box);
    let values = cut(field.value);

    const keep = () => {
      field.value = values.join(` ${by} `);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const draw = () => {
      list.replaceChildren(
        ...values.map((value, place) => {
          const chip = element("li");
          const button = element("button", { type: "button", textContent: "✕", ariaLabel: `Remove ${value}` });
          button.addEventListener("click", () => remove(place));
          button.addEventListener("keydown", (event) => onChipKey(event, place));
          chip.append(element("span", { textContent: value }), button);
          return chip;
        }),
      );
    };
    const focus = (place) => {
      const buttons = list.querySelectorAll("button");
      (place >= 0 && place < buttons.length ? buttons[place] : input).focus();
    };
    const add = (text) => {
      const fresh = cut(text).filter((value) => !values.includes(value));
      if (!fresh.length) return;
      values = [...values, ...new Set(fresh)];
      draw();
      keep();
      said.textContent = `Added ${fresh.join(", ")}`;
    };
    const remove = (place) => {
      const [gone] = values.splice(place, 1);
      draw();
      keep();
      focus(Math.min(place, values.length - 1));
      said.textContent = `Removed ${gone}`;
    };
    const move = (place, to) => {
      if (to < 0 || to >= values.length) return;
      values.splice(to, 0, ...values.splice(place, 1));
      draw();
      keep();
      focus(to);
      said.textContent = `Moved to place ${to + 1}`;
    };
    const onChipKey = (event, place) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step) {
        if (event.altKey) move(place, place + step);
        else focus(place + step);
      } else if (event.key === "Delete" || event.key === "Backspace") remove(place);
      else return;
      event.preventDefault();
    };
    const takeTyped = () => {
      add(input.value);
      input.value = "";
    };

    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const atStart = input.selectionStart === 0 && input.selectionEnd === 0;
      if (event.key === by || (event.key === "Enter" && input.value.trim())) {
        event.preventDefault();
        takeTyped();
      } else if (atStart && event.key === "ArrowLeft") {
        event.preventDefault();
        focus(values.length - 1);
      } else if (!input.value && event.key === "Backspace" && values.length) {
        // The last one comes back to be typed over: a slip costs nothing.
        event.preventDefault();
        input.value = values.pop();
        draw();
        keep();
      }
    });
    input.addEventListener("paste", (event) => {
      const pasted = event.clipboardData.getData("text");
      // YouTube Studio puts commas between tags, and no tag holds one; names do.
      const text = field.name === "tags" ? pasted.replaceAll(",", by) : pasted;
      if (!/[|\r\n\t]/.test(text)) return;
      event.preventDefault();
      add(input.value + text);
      input.value = "";
    });
    input.addEventListener("blur", takeTyped);
    box.addEventListener("click", (event) => {
      if (event.target === box) input.focus();
    });
    field.form?.addEventListener("submit", takeTyped, { capture: true });
    draw();
  };

  // Leaving a list with rows that are typed and not saved ----------------------------------------------------
  const list = document.querySelector(".editing #changelist-form");
  let unsaved = false;
  list?.addEventListener("input", () => (unsaved = true));
  list?.addEventListener("submit", () => (unsaved = false));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });

  // What is wrong may stand far below.
  document.querySelector("#content-main form .errorlist")?.scrollIntoView({ block: "center" });

  document.querySelectorAll("[data-most]").forEach(count);
  document.querySelectorAll("[data-chips]").forEach(chips);
})();
