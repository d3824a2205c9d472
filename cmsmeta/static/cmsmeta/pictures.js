/* A video without a picture shows an empty frame, rather than a broken one. Not deferred: it is there before the first image. */
"use strict";

const NOTHING = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

// An image's error does not bubble, but it can be caught on its way down.
document.addEventListener(
  "error",
  (event) => {
    const picture = event.target;
    if (!(picture instanceof HTMLImageElement) || picture.classList.contains("missing")) return;
    picture.classList.add("missing");
    picture.src = NOTHING;
  },
  true,
);
