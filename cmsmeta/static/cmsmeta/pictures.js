/* A video without a picture shows none, rather than a broken one. Not deferred: it is there before the first image. */
"use strict";

// An image's error does not bubble, but it can be caught on its way down.
document.addEventListener(
  "error",
  (event) => {
    if (event.target instanceof HTMLImageElement) event.target.classList.add("missing");
  },
  true,
);
