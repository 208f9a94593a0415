// What keeps people from using the page: a list of sentences, empty if nothing does.
const faults = [];
const say = (what, element) => faults.push(`${what}: ${element.outerHTML.slice(0, 200)}`);
const all = (selector) => [...document.querySelectorAll(selector)];
const shown = (element) => element.checkVisibility({ visibilityProperty: true });

// The page as a whole.
if (!document.title.trim()) faults.push("the page has no title");
if (!document.documentElement.lang) faults.push("the page has no language");
for (const one of ["main", "body > header", "h1"]) {
  const count = all(one).length;
  if (count !== 1) faults.push(`the page has ${count} of ${one}`);
}
const root = document.scrollingElement;
if (root.scrollWidth > window.innerWidth) {
  faults.push(`the page is ${root.scrollWidth} wide in a window of ${window.innerWidth}`);
  all("main *").filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1 && !e.closest(".table-wrap, .map, pre, svg"))
    .slice(0, 3).forEach((e) => say("it sticks out", e));
}

// Headings go down one level at a time.
let level = 0;
for (const heading of all("h1, h2, h3, h4, h5, h6").filter(shown)) {
  const own = Number(heading.tagName[1]);
  if (own > level + 1) say(`a heading skips from level ${level}`, heading);
  if (!heading.textContent.trim()) say("a heading is empty", heading);
  level = own;
}

// Names: of inputs, buttons, links, landmarks; and references that lead somewhere.
const named = (element) =>
  element.ariaLabel || element.querySelector(":scope > title")?.textContent.trim() || (element.getAttribute("aria-labelledby") ?? "").split(" ").some((id) => document.getElementById(id)?.textContent.trim());
for (const input of all("input:not([type=hidden], [hidden]), select, textarea")) {
  if (!named(input) && ![...(input.labels ?? [])].some((label) => label.textContent.trim())) say("an input has no label", input);
}
for (const element of all("a[href], button, summary")) {
  if (!named(element) && !element.textContent.trim()) say("it has no name", element);
}
for (const element of all("nav, [role=region], [role=search], [role=img]")) {
  if (!named(element)) say("a landmark has no name", element);
}
for (const attribute of ["aria-labelledby", "aria-describedby", "for"]) {
  for (const element of all(`[${attribute}]`)) {
    for (const id of element.getAttribute(attribute).split(" ")) {
      if (!document.getElementById(id)) say(`${attribute} leads nowhere`, element);
    }
  }
}
const ids = all("[id]").map((element) => element.id);
for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) faults.push(`the id ${id} is there twice`);
for (const cell of all("table th")) if (!cell.scope) say("a heading of a table has no scope", cell);
for (const element of all("[tabindex]")) if (element.tabIndex > 0) say("it changes the order of focus", element);
// What scrolls can be scrolled with the keyboard.
for (const element of all("main *").filter(shown)) {
  const scrolls = element.scrollWidth > element.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(element).overflowX);
  if (scrolls && element.tabIndex < 0 && !element.querySelector("a[href], button")) say("only a mouse can scroll it", element);
}

// What is clicked is at least 24 by 24, links within text apart (WCAG 2.5.8).
for (const element of all("button, input:not([type=hidden]), select, textarea, .button").filter(shown)) {
  const box = element.getBoundingClientRect();
  if (box.width > 1 && (box.width < 22 || box.height < 22)) say("it is hard to hit", element);
}

// Contrast of text (WCAG 1.4.3). Colours of all notations are read off a pixel.
const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const colour = (text) => {
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = text;
  pixel.fillRect(0, 0, 1, 1);
  return [...pixel.getImageData(0, 0, 1, 1).data];
};
const over = (top, ground) => {
  const alpha = top[3] / 255;
  return [0, 1, 2].map((i) => top[i] * alpha + ground[i] * (1 - alpha)).concat(255);
};
const luminance = (rgb) => {
  const [r, g, b] = rgb.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (element) => {
  const layers = [];
  for (let at = element; at; at = at.parentElement) {
    const layer = colour(getComputedStyle(at).backgroundColor);
    if (layer[3] > 0) layers.unshift(layer);
    if (layer[3] === 255) break;
  }
  const canvas = matchMedia("(prefers-color-scheme: dark)").matches ? [0, 0, 0, 255] : [255, 255, 255, 255];
  return layers.reduce((below, layer) => over(layer, below), canvas);
};
const writes = (element) => element.matches("input, select, textarea") || [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
for (const element of all("body *").filter((e) => shown(e) && writes(e) && !e.closest("svg"))) {
  const box = element.getBoundingClientRect();
  // Text for screen readers alone, and links that wait for the keyboard, are not seen.
  if (box.width <= 1 || box.bottom < 0) continue;
  const style = getComputedStyle(element);
  const below = ground(element);
  const lights = [luminance(over(colour(style.color), below)), luminance(below)].sort((a, b) => b - a);
  const contrast = (lights[0] + 0.05) / (lights[1] + 0.05);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (contrast < (large ? 3 : 4.5)) say(`a contrast of ${contrast.toFixed(2)}`, element);
}
return faults;
