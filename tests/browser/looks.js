// What is wrong with the looks of an open page: what is wider than it may be, has no name, or is too faint to be read.
() => {
  const wrong = [];
  document.getAnimations().forEach((change) => change.finish());
  const told = (element) => element.outerHTML.slice(0, 100);
  const shown = (element) => element.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const wide = (element) => element.scrollWidth > element.clientWidth + 1;

  if (wide(document.documentElement)) wrong.push(`the page is ${document.documentElement.scrollWidth} pixels wide`);
  for (const element of document.querySelectorAll("main *"))
    if (shown(element) && scrolls(element) && wide(element)) wrong.push(`scrolls sideways: ${told(element)}`);

  const text = (element) => element.textContent.trim() || element.querySelector("img[alt]:not([alt=''])");
  const named = (element) => element.ariaLabel || element.title || [...element.labels ?? []].some(text)
    || document.getElementById(element.getAttribute("aria-labelledby"));
  for (const field of document.querySelectorAll("input:not([type=submit], [type=button]), select, textarea"))
    if (shown(field) && field.type !== "hidden" && !named(field)) wrong.push(`has no label: ${told(field)}`);
  for (const link of document.querySelectorAll("a[href], button, summary"))
    if (shown(link) && !link.closest("[aria-hidden=true]") && !text(link) && !named(link))
      wrong.push(`has no name: ${told(link)}`);

  const colour = (value) => {
    const [r, g, b, a = 1] = value.match(/[\d.]+/g).map(Number);
    return {rgb: [r, g, b], a};
  };
  const over = (front, back) => front.rgb.map((part, i) => part * front.a + back[i] * (1 - front.a));
  const backs = new Map([[null, [255, 255, 255]]]);
  const behind = (element) => {
    if (!backs.has(element))
      backs.set(element, over(colour(getComputedStyle(element).backgroundColor), behind(element.parentElement)));
    return backs.get(element);
  };
  const linear = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  const light = (rgb) => rgb.reduce((sum, part, i) => sum + linear(part / 255) * [0.2126, 0.7152, 0.0722][i], 0);
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const element = words.currentNode.parentElement, style = getComputedStyle(element);
    if (!words.currentNode.data.trim() || !shown(element) || element.matches("script, style, option, :disabled"))
      continue;
    const back = behind(element);
    const [dark, bright] = [light(back), light(over(colour(style.color), back))].sort((a, b) => a - b);
    const large = parseFloat(style.fontSize) >= 24;
    const contrast = (bright + 0.05) / (dark + 0.05);
    if (contrast < (large ? 3 : 4.5)) wrong.push(`contrast ${contrast.toFixed(1)}: ${told(element)}`);
  }
  return [...new Set(wrong)];
}
