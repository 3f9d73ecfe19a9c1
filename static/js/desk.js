// The desk for who does forty in a row: keys that lead somewhere and never decide. Everything works without it.
"use strict";

(() => {
  // A choice of whoever sits here, about keys alone: it says nothing about anybody.
  const OFF = "desk_keys=off";
  const help = document.querySelector("[data-keys]");
  const decision = document.querySelector("[data-decision]");
  const rows = [...document.querySelectorAll("[data-row]")];

  function areOff() {
    return document.cookie.split("; ").includes(OFF);
  }

  function isTyping(target) {
    return target instanceof Element && target.closest("input, select, textarea, [contenteditable], dialog, [role='listbox']");
  }

  function moveBy(step) {
    const here = rows.indexOf(document.activeElement);
    const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step;
    if (next < 0 || next >= rows.length) return false;
    rows[next].focus();
    rows[next].closest("li").scrollIntoView({ block: "nearest" });
    return true;
  }

  function onKey(event) {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    // Arrows are the page's to scroll, unless a row is where one is.
    const isOnRow = rows.includes(document.activeElement);
    if (isOnRow && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      if (moveBy(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
      return;
    }
    if (event.shiftKey || areOff()) return;
    if (rows.length && (event.key === "j" || event.key === "k")) {
      if (moveBy(event.key === "j" ? 1 : -1)) event.preventDefault();
      return;
    }
    const target = decision && /^[a-z]$/.test(event.key) && decision.querySelector(`[data-key="${event.key}"]`);
    if (target) {
      event.preventDefault();
      if (target.hasAttribute("data-needs-words")) openWords();
      target.focus();
    }
  }

  function openWords() {
    decision.querySelector(".decision-words").open = true;
  }

  // To send back takes a reason and words. The first time one is missing, lead there; then the server says what is wrong.
  let hasLed = false;
  function onPress(event) {
    if (!event.target.closest("[data-needs-words]")) return;
    openWords();
    const { reason, message } = decision.elements;
    const missing = [reason, message].find((box) => !box.value.trim());
    if (!missing || hasLed) return;
    hasLed = true;
    event.preventDefault();
    missing.focus();
  }

  function setUpBeginnings() {
    const button = decision.querySelector("[data-begin]");
    if (!button) return;
    const { reason, message } = decision.elements;
    const find = () => decision.querySelector(`[data-beginning="${CSS.escape(reason.value)}"] dd`);
    const update = () => { button.hidden = !find(); };
    reason.addEventListener("change", update);
    button.addEventListener("click", () => {
      const found = find();
      if (!found) return;
      const typed = message.value.trim();
      message.value = found.textContent.trim() + (typed ? `\n\n${message.value}` : " ");
      message.focus();
      message.setSelectionRange(found.textContent.trim().length + 1, found.textContent.trim().length + 1);
    });
    update();
  }

  function setUpHelp() {
    const button = help.querySelector("[data-keys-switch]");
    const say = () => { button.textContent = areOff() ? button.dataset.on : button.dataset.off; };
    button.addEventListener("click", () => {
      const age = areOff() ? 0 : 365 * 24 * 3600;
      const secure = location.protocol === "https:" ? "; Secure" : "";
      document.cookie = `${OFF}; Path=/desk/; Max-Age=${age}; SameSite=Lax${secure}`;
      say();
    });
    help.hidden = false;
    say();
  }

  if (help) setUpHelp();
  if (decision) {
    decision.addEventListener("click", onPress);
    setUpBeginnings();
  }
  document.addEventListener("keydown", onKey);
})();
