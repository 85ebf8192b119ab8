// Players where a clip comes into sight, captions, and commands that a click copies. Without this
// script the page is links and pictures.
(() => {
  const { root, around } = looks;

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Players.

  const isShown = (element) => getComputedStyle(element).display !== "none";
  const linkOf = (clip) => all(".screen a", clip).find(isShown);

  const sentencesOf = (clip) => all(".sentence", all(".script ol", clip).find(isShown));
  const timeOf = (sentence) => sentence.querySelector("time").dataset;

  function player(clip) {
    const link = linkOf(clip);
    const video = document.createElement("video");
    video.preload = "none"; // before there is anything to load
    video.src = link.dataset.clip;
    video.poster = link.querySelector("img").src;
    video.playsInline = true;
    video.setAttribute("aria-labelledby", `${clip.id}-title`);
    video.setAttribute("aria-describedby", `${clip.id}-seen`);
    addCaptions(video, clip);
    video.addEventListener("timeupdate", () => markSentence(video, clip));
    video.addEventListener("error", () => fail(video, clip));
    return video;
  }

  // The poster stays, and the button tries again.
  function fail(video, clip) {
    video.remove();
    clip.querySelector(".screen").classList.remove("begun");
    clip.querySelector(".trouble").hidden = false;
  }

  // A file beside the page couldn't be read by a page that was opened from a disk.
  function addCaptions(video, clip) {
    const track = video.addTextTrack("captions", root.lang, root.lang);
    const descriptions = video.addTextTrack("descriptions", root.lang, root.lang);
    track.mode = descriptions.mode = "disabled";
    for (const sentence of sentencesOf(clip)) {
      const { start, end } = timeOf(sentence);
      const text = sentence.querySelector("span").textContent;
      const seen = sentence.querySelector(".seen").textContent;
      track.addCue(new VTTCue(Number(start), Number(end), text));
      if (seen) descriptions.addCue(new VTTCue(Number(start), Number(end), seen));
    }
  }

  function markSentence(video, clip) {
    for (const sentence of sentencesOf(clip)) {
      const { start, end } = timeOf(sentence);
      const isSaid = start <= video.currentTime && video.currentTime < end;
      if (isSaid) sentence.setAttribute("aria-current", "true");
      else sentence.removeAttribute("aria-current");
    }
  }

  function letSentencesSeek(clip) {
    for (const sentence of all(".sentence", clip)) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...sentence.querySelectorAll("time, span"));
      sentence.prepend(button);
      button.addEventListener("click", () => {
        const video = play(clip);
        video.currentTime = Number(timeOf(sentence).start);
        video.scrollIntoView({ block: "nearest" });
      });
    }
  }

  function mount(clip) {
    clip.querySelector(".screen").prepend(player(clip));
  }

  function play(clip) {
    if (!clip.querySelector("video")) mount(clip);
    const video = clip.querySelector("video");
    clip.querySelector(".screen").classList.add("begun");
    clip.querySelector(".trouble").hidden = true;
    video.controls = true;
    start(video);
    return video;
  }

  // What can't be played is told of by its player's own error.
  function start(video) {
    video.play().catch(() => {});
  }

  // Where a clip is, told in its sentences: they take other times in another language.
  function placeOf(video, clip) {
    const spans = sentencesOf(clip).map(timeOf);
    const number = spans.findLastIndex(({ start }) => start <= video.currentTime);
    return { number, share: number < 0 ? 0 : shareOf(spans[number], video.currentTime) };
  }

  function shareOf({ start, end }, time) {
    return Math.min(1, (time - start) / (end - start));
  }

  function timeAt({ number, share }, clip) {
    const span = sentencesOf(clip).map(timeOf)[number];
    return span === undefined ? 0 : Number(span.start) + share * (span.end - span.start);
  }

  around.push((change) => {
    const places = all("video").map((video) => placeOf(video, video.closest(".clip")));
    change();
    all("video").forEach((video, index) => replace(video, video.closest(".clip"), places[index]));
  });

  // A phone that is turned shows other clips.
  function turn() {
    for (const video of all("video")) {
      const clip = video.closest(".clip");
      if (video.src !== linkOf(clip).dataset.clip) replace(video, clip, placeOf(video, clip));
    }
  }

  function replace(old, clip, place) {
    const video = player(clip);
    const isPlaying = !old.paused;
    video.controls = old.controls;
    video.textTracks[0].mode = old.textTracks[0].mode;
    if (old.currentTime > 0) {
      video.preload = "auto"; // the picture is to be there, though nothing plays
      video.currentTime = timeAt(place, clip);
    }
    old.replaceWith(video);
    if (isPlaying) start(video);
  }

  // Commands.

  function copyOldWay(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand("copy");
    field.remove();
    return isCopied;
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyOldWay(text); // where a page from a disk may not write to the clipboard
    }
  }

  async function copyCommand(command) {
    const code = command.querySelector("code");
    const isCopied = await copy(code.innerText.trim());
    command.querySelector("button").focus();
    if (!isCopied) getSelection().selectAllChildren(code);
    for (const other of all("[data-copied]")) delete other.dataset.copied;
    command.dataset.copied = isCopied ? "yes" : "no";
    const told = command.querySelector(isCopied ? ".done" : ".failed").innerText;
    document.getElementById("heard").textContent = told;
  }

  // The page.

  let away = null; // the clip that was stopped as it went out of sight

  function look({ isIntersecting, target: clip }) {
    const video = clip.querySelector("video");
    if (isIntersecting && !video) mount(clip);
    if (isIntersecting && clip === away && video) start(video);
    if (!isIntersecting && video && !video.paused) {
      video.pause();
      away = clip;
    }
  }

  function letClipPlay(clip) {
    for (const link of all(".screen a", clip)) {
      link.dataset.clip = link.href; // a link without scripts, the poster of a player with them
      link.removeAttribute("href");
      link.removeAttribute("aria-labelledby");
    }
    clip.querySelector(".play").addEventListener("click", () => play(clip).focus());
    letSentencesSeek(clip);
  }

  function begin() {
    for (const command of all(".command")) {
      command.addEventListener("click", () => copyCommand(command));
    }
    addEventListener("resize", turn);
    const sight = new IntersectionObserver((seen) => seen.forEach(look));
    for (const clip of all(".clip")) {
      letClipPlay(clip);
      sight.observe(clip);
    }
  }

  function stopOthers({ target }) {
    away = null;
    for (const video of all("video")) if (video !== target) video.pause();
  }

  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("play", stopOthers, true);
})();
