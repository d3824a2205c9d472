/* Finding videos: `/` goes to the search box, a long list that is pasted there goes by POST, addresses stay short. */
"use strict";

(() => {
  const LONGEST = 1_500; // letters of a search that an address should carry
  const tools = document.querySelector(".find");
  const search = document.getElementById("searchbar");
  if (!tools || !search) return;

  const isTyping = (element) => element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  // A box of one line would run the lines of a list together.
  search.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text").trim();
    if (!/[\n\r\t]/.test(text)) return;
    event.preventDefault();
    search.setRangeText(text.replace(/\s*[\n\r\t]+\s*/g, ", "), search.selectionStart, search.selectionEnd, "end");
  });

  const hidden = (form, name, value) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  };

  const sendList = (text) => {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: tools.dataset.pasteUrl });
    hidden(form, "csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    hidden(form, "query", tools.dataset.address);
    hidden(form, "text", text);
    document.body.append(form);
    form.submit();
  };

  search.form.addEventListener("submit", (event) => {
    if (search.value.length <= LONGEST) return;
    event.preventDefault();
    sendList(search.value);
  });

  tools.querySelector(".filter-form").addEventListener("submit", (event) => {
    for (const field of event.target.elements) if (field.name && !field.value) field.disabled = true;
  });
  // Going back shows the page as it was left: with its empty fields switched off.
  window.addEventListener("pageshow", () => {
    for (const field of tools.querySelectorAll(".filter-form :disabled")) field.disabled = false;
  });

  // One panel at a time; Escape closes it.
  const panels = Array.from(tools.querySelectorAll("details"));
  for (const panel of panels) {
    panel.addEventListener("toggle", () => {
      if (panel.open) for (const other of panels) if (other !== panel) other.open = false;
    });
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      panel.open = false;
      panel.querySelector("summary").focus();
    });
  }
})();
