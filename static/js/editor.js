/* The editor: shows beside the form what others would see of it, and saves a draft while it is written. Both only
   help; the buttons do everything. What is on the page goes to our own server and is kept nowhere in the browser. */

const form = document.querySelector("form[data-editor]");
if (form) edit(form);

function edit(form) {
  const said = form.querySelector("[data-said]");
  const fewPlace = form.querySelector("[data-few-place]");
  const preview = document.querySelector("[data-beside]");
  const wide = matchMedia("(min-width: 60rem)");
  const pause = Number(form.dataset.pause || 1500);
  let saves = "autosave" in form.dataset;
  let timer = 0;
  let running = null;
  let changed = false;
  let looking = null;

  if (preview) {
    const follow = () => { preview.open = wide.matches; };
    follow();
    wide.addEventListener("change", follow);
    preview.addEventListener("toggle", () => { if (preview.open && preview.dataset.old) look(); });
  }

  form.addEventListener("input", () => { note(pause); });
  form.addEventListener("change", (event) => {
    // A select or a tick is an answer at once; a box of words is one when its writer has gone on.
    note(0);
    tellAudience(event.target);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && changed) save(true);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (running) {
      // What is on its way raises the version: the button waits for it.
      event.preventDefault();
      running.finally(() => form.requestSubmit(event.submitter));
      return;
    }
    saves = false;
  });

  function note(wait) {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(() => { look(); save(false); }, wait);
  }

  function answers(action) {
    const sent = new FormData(form);
    sent.set("action", action);
    sent.set("page", form.dataset.editor);
    return new URLSearchParams(sent);
  }

  function save(leaving) {
    if (!saves || running) return;
    changed = false;
    running = fetch(form.getAttribute("action"), { method: "POST", body: answers("autosave"), keepalive: leaving })
      .then(async (answer) => {
        if (answer.status >= 500) throw new Error("The server can't save now.");
        if (answer.redirected || !answer.headers.get("Content-Type")?.startsWith("application/json")) {
          saves = false;
          return say(form.dataset.signedOut);
        }
        const told = await answer.json();
        if (!answer.ok) saves = false;
        else if (told.version) form.elements.version.value = told.version;
        say(told.said);
      })
      .catch(() => { changed = true; say(form.dataset.notSaved); timer = setTimeout(() => save(false), 10000); })
      .finally(() => {
        running = null;
        if (changed && saves && !timerIsLong()) note(pause);
      });
  }

  // After a lost connection the next try is on its way already.
  function timerIsLong() { return said && said.textContent === form.dataset.notSaved; }

  function say(words) {
    if (said && said.textContent !== words) said.textContent = words;
  }

  async function look() {
    if (!preview) return;
    if (!preview.open && !fewPlace) { preview.dataset.old = "yes"; return; }
    looking?.abort();
    looking = new AbortController();
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: answers("preview"), signal: looking.signal });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const seen = page.getElementById("seen");
      if (!seen) return;
      delete preview.dataset.old;
      askFew(seen.querySelector("#few-now"));
      document.getElementById("seen").replaceChildren(...seen.childNodes);
    } catch (error) {
      if (error.name !== "AbortError") preview.dataset.old = "yes";
    }
  }

  // The question about a job that few hold comes and goes with role and region; an answer to it stays.
  function askFew(question) {
    if (!fewPlace) return;
    const there = fewPlace.querySelector("[data-few]");
    if (question && !there) fewPlace.append(question.content.cloneNode(true));
    if (!question && there && !there.querySelector("input[type=checkbox]").checked) there.remove();
  }

  // The words beside the lock follow the select below them.
  function tellAudience(select) {
    const words = select.closest?.(".who-sees")?.querySelector("[data-who]");
    if (words && select.matches("select")) words.textContent = select.selectedOptions[0].text;
  }
}
