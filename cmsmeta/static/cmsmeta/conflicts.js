/* The list of conflicts by keys, while the focus is in one of its rows. Every key is that of a button or link there. */
"use strict";

(() => {
  const PLACE = "cms-conflicts-row";
  const rows = () => Array.from(document.querySelectorAll("#result_list tbody tr"));
  const hint = document.querySelector(".conflicts .keys");
  if (hint) hint.hidden = false;

  const go = (place) => {
    const all = rows();
    const row = all[Math.max(0, Math.min(place, all.length - 1))];
    row?.querySelector("[data-key]")?.focus();
    row?.scrollIntoView({ block: "nearest" });
  };

  // After an answer the page is loaded anew: the next conflict stands where the answered one stood.
  const left = sessionStorage.getItem(PLACE);
  if (left !== null && document.querySelector("#result_list")) go(Number(left));
  sessionStorage.removeItem(PLACE);

  document.addEventListener("click", (event) => {
    const row = event.target.closest?.("button[data-key]")?.closest("tr");
    if (row) sessionStorage.setItem(PLACE, rows().indexOf(row));
  });

  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("#result_list tbody tr");
    if (!row || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const place = rows().indexOf(row);
    if (key === "j") go(place + 1);
    else if (key === "k") go(place - 1);
    else if (["o", "t", "v"].includes(key)) row.querySelector(`[data-key="${key}"]`)?.click();
    else return;
    event.preventDefault();
  });
})();
