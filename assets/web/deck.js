// Shows a deck one slide at a time: a clip plays as its slide comes, and holds its last picture.
"use strict";

(() => {
  const RESTS_AFTER = 2500; // milliseconds until the pointer and the buttons go
  const WAITS = 3000; // milliseconds that a clip may take until its last picture stands for it
  const BACK = 0.2; // a click on so much of the left side goes back
  const LONGEST_TITLE = 80;
  const SWIPE = 40; // pixels across that a finger moves at least to turn a slide
  const TYPED = 3000; // milliseconds until digits that were typed are forgotten

  const slides = [...document.querySelectorAll(".slide")];
  const words = JSON.parse(document.getElementById("words").textContent);
  const controls = document.querySelector(".controls");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const root = document.documentElement;
  const began = { at: null };
  let current = -1;
  let speaker = null;
  let resting = 0;
  let finger = null; // where one touched the page
  let typed = { digits: "", at: 0 };
  let waits = false; // whether a clip goes on once the screen isn't black any more

  const sentenceOf = (slide) => slide.querySelector("h1, h2, h3").textContent;
  const notesOf = (slide) => slide.querySelector(".notes")?.textContent ?? "";
  const posterOf = (slide) => slide.querySelector("img")?.src ?? "";
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const placeOf = (index) => filled(words.place, { number: index + 1, count: slides.length });

  function bytesOf(text) {
    const raw = atob(text);
    const bytes = new Uint8Array(raw.length);
    for (let index = 0; index < raw.length; index += 1) bytes[index] = raw.charCodeAt(index);
    return bytes;
  }

  // Of the slide that is shown, the one before and the one after; no others are held in memory.
  function prepare(slide) {
    const data = slide?.querySelector("script.clip");
    if (!data || slide.querySelector("video")) return;
    const video = document.createElement("video");
    video.muted = true;
    video.playsInline = true;
    video.preload = "auto";
    video.loop = "loops" in slide.dataset;
    video.setAttribute("aria-label", data.dataset.label);
    video.addEventListener("error", () => fail(slide));
    video.src = URL.createObjectURL(new Blob([bytesOf(data.textContent)], { type: "video/mp4" }));
    slide.append(video);
  }

  function release(slide) {
    const video = slide.querySelector("video");
    if (!video) return;
    const clip = video.src;
    video.pause();
    video.removeAttribute("src"); // so that it doesn't yet begin to read what is gone
    video.load();
    URL.revokeObjectURL(clip);
    video.remove();
    slide.classList.remove("playing", "waiting");
  }

  function fail(slide) {
    release(slide);
    if (slide === slides[current]) {
      settle(slide);
      tell(words.unplayable);
    }
  }

  function settle(slide) {
    slide.classList.remove("waiting");
    if (slide !== slides[current]) return;
    for (const left of document.querySelectorAll(".leaving")) {
      left.classList.remove("leaving");
      rewind(left.querySelector("video"));
    }
  }

  function afterPainting(act) {
    requestAnimationFrame(() => requestAnimationFrame(act));
  }

  function rewind(video) {
    if (video?.currentTime > 0) video.currentTime = 0;
  }

  // The slide before stays until the clip has its first picture, so that nothing flashes.
  function play(slide) {
    const video = slide.querySelector("video");
    if (!video) return settle(slide);
    slide.classList.add("playing");
    slide.classList.toggle("waiting", document.querySelector(".leaving") !== null);
    rewind(video);
    const shown = () => afterPainting(() => settle(slide));
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(shown);
    else video.addEventListener("timeupdate", shown, { once: true });
    setTimeout(() => {
      const isLate = video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA;
      if (slide === slides[current] && isLate) fail(slide);
    }, WAITS);
    goOn(video);
  }

  function pause() {
    const slide = slides[current];
    const video = slide.querySelector("video");
    if (!video) return;
    if (!slide.classList.contains("playing")) play(slide);
    else if (video.paused) goOn(video);
    else video.pause();
  }

  function goOn(video) {
    const slide = video.closest(".slide");
    video.play().catch((reason) => reason.name !== "AbortError" && fail(slide));
  }

  // As other programs for slides do: what is pressed next only shows the slide again.
  function black() {
    const video = slides[current].querySelector("video");
    if (root.classList.toggle("black")) {
      waits = video ? !video.paused : false;
      video?.pause();
    } else if (waits) goOn(video);
    say();
  }

  function show(index) {
    const before = slides[current];
    const slide = slides[Math.max(0, Math.min(index, slides.length - 1))];
    if (slide === before) return;
    current = slides.indexOf(slide);
    prepare(slide);
    for (const each of slides) each.classList.remove("shown", "leaving");
    before?.querySelector("video")?.pause();
    before?.classList.add("leaving");
    slide.classList.add("shown");
    if (calm.matches) {
      slide.classList.remove("playing");
      settle(slide);
    } else play(slide);
    const near = [current - 1, current, current + 1].map((each) => slides[each]);
    near.forEach(prepare);
    slides.filter((each) => !near.includes(each)).forEach(release);
    began.at ??= current > 0 ? Date.now() : null;
    tell("");
    say();
  }

  function say() {
    const slide = slides[current];
    document.getElementById("place").textContent = `${current + 1} / ${slides.length}`;
    document.getElementById("number").textContent = current + 1;
    const told = isBlack() ? words.blackened : sentenceOf(slide);
    document.getElementById("said").textContent = `${placeOf(current)}: ${told}`;
    try {
      history.replaceState(null, "", `#${current + 1}`);
    } catch {
      // some browsers keep the address of a file as it is
    }
    tellSpeaker();
  }

  function tell(message) {
    document.getElementById("message").textContent = message;
  }

  function tellSpeaker() {
    if (!speaker || speaker.closed) return;
    const [slide, next] = [slides[current], slides[current + 1]];
    const values = {
      place: isBlack() ? `${placeOf(current)}: ${words.blackened}` : placeOf(current),
      poster: posterOf(slide),
      sentence: posterOf(slide) ? "" : sentenceOf(slide), // a picture shows its own
      notes: notesOf(slide),
      nextPoster: next ? posterOf(next) : "",
      nextSentence: next ? sentenceOf(next) : words.end,
      clock: new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }),
      elapsed: clockOf(began.at === null ? 0 : Date.now() - began.at),
    };
    for (const element of speaker.document.querySelectorAll("[data-shows]")) {
      const value = values[element.dataset.shows];
      if (element.tagName === "IMG") {
        element.hidden = !value;
        if (value && element.src !== value) element.src = value;
      } else if (element.textContent !== value) element.textContent = value;
    }
  }

  function clockOf(milliseconds) {
    const seconds = Math.floor(milliseconds / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  function openSpeaker() {
    if (speaker && !speaker.closed) return speaker.focus();
    speaker = window.open("", "", "popup,width=1100,height=760");
    if (!speaker) return tell(words.blocked);
    const page = speaker.document;
    page.open(); // else Firefox would empty the page once it has loaded it
    page.write("<!doctype html><title></title>");
    page.close();
    page.title = `${words.speaker}: ${document.title}`.slice(0, LONGEST_TITLE);
    page.documentElement.lang = document.documentElement.lang;
    page.head.append(page.importNode(document.getElementById("style"), true));
    page.body.className = "speaker";
    page.body.replaceChildren(page.importNode(document.getElementById("speaker").content, true));
    speaker.addEventListener("keydown", onKey);
    page.body.addEventListener("click", onPress);
    tellSpeaker();
  }

  const does = {
    next: () => show(current + 1),
    back: () => show(current - 1),
    first: () => show(0),
    last: () => show(slides.length - 1),
    replay: () => play(slides[current]),
    pause,
    black,
    speaker: openSpeaker,
    restart() {
      began.at = Date.now();
      tellSpeaker();
    },
    fullScreen() {
      if (document.fullscreenElement) document.exitFullscreen();
      else root.requestFullscreen?.().catch(() => {});
    },
  };
  const keys = {
    ArrowRight: "next",
    ArrowDown: "next",
    PageDown: "next",
    " ": "next",
    Enter: "next",
    ArrowLeft: "back",
    ArrowUp: "back",
    PageUp: "back",
    Backspace: "back",
    Home: "first",
    End: "last",
    f: "fullScreen",
    s: "speaker",
    r: "replay",
    k: "pause",
    b: "black",
  };
  const shownInBlack = ["black", "fullScreen", "speaker", "restart"];

  const isBlack = () => root.classList.contains("black");

  function act(name) {
    if (isBlack() && !shownInBlack.includes(name)) black();
    else does[name]();
  }

  // Digits, and then Enter, lead to the slide of that number.
  function isNumber(key) {
    const isRecent = Date.now() - typed.at < TYPED;
    const digits = isRecent ? typed.digits : "";
    if (/^\d$/.test(key)) {
      typed = { digits: digits + key, at: Date.now() };
      return true;
    }
    typed = { digits: "", at: 0 };
    if (key !== "Enter" || !digits) return false;
    if (isBlack()) black();
    show(Number(digits) - 1);
    return true;
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pressesButton = event.target.closest?.("button") && [" ", "Enter"].includes(event.key);
    if (isNumber(event.key)) return event.preventDefault();
    const name = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!name || pressesButton) return;
    event.preventDefault();
    act(name);
  }

  function onPress(event) {
    const button = event.target.closest("button");
    if (button) act(button.dataset.does);
    return Boolean(button);
  }

  function wake() {
    controls.classList.add("seen");
    root.classList.remove("resting");
    clearTimeout(resting);
    resting = setTimeout(() => {
      controls.classList.remove("seen");
      root.classList.add("resting");
    }, RESTS_AFTER);
  }

  function onFinger(event) {
    if (event.pointerType === "touch") {
      finger = event.isPrimary ? { x: event.clientX, y: event.clientY } : null; // two of them zoom
    } else finger = null;
  }

  function onLift(event) {
    if (!finger || !event.isPrimary || event.target.closest(".controls")) return;
    const [across, down] = [event.clientX - finger.x, event.clientY - finger.y];
    if (Math.abs(across) < SWIPE || Math.abs(across) < 2 * Math.abs(down)) return;
    act(across < 0 ? "next" : "back");
  }

  function onClick(event) {
    if (onPress(event) || event.target.closest(".controls")) return;
    if (finger) {
      if (isBlack()) black();
      wake(); // a finger that taps asks for the buttons
    } else act(event.clientX < BACK * window.innerWidth ? "back" : "next");
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("pointermove", (event) => event.pointerType !== "touch" && wake());
  document.addEventListener("pointerdown", onFinger);
  document.addEventListener("pointerup", onLift);
  document.addEventListener("pointercancel", () => { finger = null; });
  document.addEventListener("click", onClick);
  window.addEventListener("hashchange", () => show(Number(location.hash.slice(1)) - 1 || 0));
  window.addEventListener("pagehide", () => speaker?.close());
  setInterval(tellSpeaker, 500);
  root.classList.add("live");
  wake();
  show(Number(location.hash.slice(1)) - 1 || 0);
})();
