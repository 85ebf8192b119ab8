"use strict";

// A page in several themes and languages: the choice of one, made before anything is painted.
const looks = (() => {
  const root = document.documentElement;
  root.classList.add("scripted");

  const offered = (kind) => root.dataset[`${kind}s`].split(" ");

  function remembered(kind) {
    try {
      return localStorage.getItem(`gradreel-${kind}`);
    } catch {
      return null; // some browsers keep nothing for files
    }
  }

  function remember(kind, value) {
    try {
      localStorage.setItem(`gradreel-${kind}`, value);
    } catch {
      // it is chosen anew the next time
    }
  }

  function wished(kind) {
    if (kind === "language") return navigator.languages.map((tag) => tag.split("-")[0]);
    return [matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark"];
  }

  function preferred(kind) {
    const asked = new URLSearchParams(location.search).get(kind);
    const wishes = [asked, remembered(kind), ...wished(kind)];
    return wishes.find((wish) => offered(kind).includes(wish)) ?? root.dataset[kind];
  }

  function choose(kind, value) {
    root.dataset[kind] = value;
    if (kind === "language") {
      root.lang = root.dataset.tags.split(" ")[offered(kind).indexOf(value)];
    }
  }

  for (const kind of ["theme", "language"]) choose(kind, preferred(kind));

  // What a page does about a change: each is called with what makes it.
  const around = [(make) => make()];

  function change(kind, value) {
    around.reduceRight((make, each) => () => each(make), () => {
      choose(kind, value);
      remember(kind, value);
      document.title = document.querySelector("h1").innerText;
    })();
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.title = document.querySelector("h1").innerText;
    for (const input of document.querySelectorAll(".switches input")) {
      input.checked = input.value === root.dataset[input.name];
      input.addEventListener("change", () => change(input.name, input.value));
    }
  });

  return { root, around };
})();
