// An open page of a live coverage that follows it: asks for the last changes every ten to fifteen seconds, and less
// often where nobody looks or nobody answers. The page is complete without it.
(() => {
  // ---- what is known ------------------------------------------------------------------------------------------------

  // More links of the chain than these are not worth their way: the page is loaded anew.
  const MOST_LINKS = 20;
  const ROUNDS = 3;

  // The posts as they were after one change of the coverage, the one numbered `sequence`, and never half of it.
  // `ask` brings the fragment at a path, and throws what went wrong.
  class Follower {
    constructor({ sequence, posts, latest, chain, ask }) {
      Object.assign(this, { sequence, latest, chain, ask });
      this.posts = new Map(posts.map((post) => [post.number, post]));
    }

    // Bring what is known up to what the coverage is now. Returns what was asked last, with the posts that changed; or
    // that too much was missed. Answers that are old, doubled or late change nothing.
    async look() {
      const links = new Map();
      for (let round = 0; round < ROUNDS; round += 1) {
        const latest = await this.ask(this.latest);
        if (latest.sequence <= this.sequence) {
          return { latest, changed: [], isNews: false };
        }
        const missing = this.#missing(latest);
        if (missing.length > MOST_LINKS) {
          return { latest, changed: [], isNews: false, isBehind: true };
        }
        for (const link of missing.filter((each) => !links.has(each))) {
          links.set(link, await this.ask(`${this.chain}${link}`));
        }
        // A post may have left a link that was read after the latest changes were: those are asked for again.
        if (missing.every((link) => links.get(link).sequence <= latest.sequence)) {
          return { latest, changed: this.#take(latest, [...links.values()]), isNews: true };
        }
      }
      throw new Error("The coverage changes faster than it can be followed.");
    }

    // The links of the chain between what is known and what the latest changes begin with.
    #missing(latest) {
      if (this.sequence >= latest.first) {
        return [];
      }
      const from = Math.floor(this.sequence / latest.link);
      const until = Math.floor((latest.first - 1) / latest.link);
      return Array.from({ length: until - from + 1 }, (_, place) => from + place);
    }

    #take(latest, links) {
      const changed = [];
      for (const post of [...links.flatMap((link) => link.posts), ...latest.posts]) {
        const known = this.posts.get(post.number);
        if (!known || known.sequence < post.sequence) {
          this.posts.set(post.number, post);
          changed.push(post);
        }
      }
      this.sequence = latest.sequence;
      return changed;
    }
  }

  const SHORTEST = 10000;
  const LONGEST = 15000;
  const AWAY = 5;
  const LONGEST_REST = 300000;

  // Milliseconds until the next look; `random` is between 0 and 1, so that readers do not all come at once.
  const pause = ({ failures, isHidden, random }) => {
    const usual = (SHORTEST + random * (LONGEST - SHORTEST)) * (isHidden ? AWAY : 1);
    return Math.min(usual * 2 ** Math.min(failures, 6), Math.max(LONGEST_REST, usual));
  };

  globalThis.warraqLive = { Follower, pause };

  // ---- what is shown ------------------------------------------------------------------------------------------------

  const live = globalThis.document?.querySelector("[data-live]");
  if (!live) {
    return;
  }

  const root = document.documentElement;
  const part = (name) => live.querySelector(`[data-live-${name}]`);
  const [stream, pinned, news, told] = ["posts", "pinned", "news", "told"].map(part);
  const button = news.querySelector("button");
  const first = Number(live.dataset.first);

  const elements = () => new Map([...live.querySelectorAll("[data-post]")].map((each) => [Number(each.dataset.post), each]));
  const standing = [...elements()].map(([number, each]) => ({
    number,
    sequence: Number(each.dataset.sequence),
    pinned: each.dataset.pinned ?? "",
    element: each,
  }));

  // Newer posts than this wait until the reader asks for them: what is being read is not moved.
  let shownUntil = Math.max(first - 1, ...standing.map((post) => post.number));

  const numbers = new Intl.NumberFormat(`${root.lang}-u-nu-${root.dataset.digits}`);
  const plural = new Intl.PluralRules("ar");
  const newPosts = (count) => {
    const words = {
      one: "مشاركة جديدة",
      two: "مشاركتان جديدتان",
      few: `${numbers.format(count)} مشاركات جديدة`,
      other: `${numbers.format(count)} مشاركة جديدة`,
    };
    return words[plural.select(count)] ?? words.other;
  };

  function made(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content.firstElementChild;
  }

  // Put these elements into the container in this order; one that stands in its place is not touched.
  function fill(container, wanted) {
    const kept = new Set(wanted);
    [...container.children].filter((each) => !kept.has(each)).forEach((each) => each.remove());
    let next = container.firstElementChild;
    for (const each of wanted) {
      if (each === next) {
        next = next.nextElementSibling;
      } else {
        container.insertBefore(each, next);
      }
    }
  }

  // Do something to the page above what is being read, without moving that.
  function inPlace(change) {
    const read = [...live.querySelectorAll("[data-post]")].find((each) => each.getBoundingClientRect().bottom > 0);
    const before = read?.getBoundingClientRect().top;
    change();
    if (read?.isConnected) {
      const moved = read.getBoundingClientRect().top - before;
      if (moved) {
        window.scrollBy({ top: moved, behavior: "instant" });
      }
    }
  }

  const isShown = (post) => !post.removed && post.number <= shownUntil && (post.pinned || post.number >= first);
  const isWaiting = (post) => !post.removed && post.number > shownUntil;

  function draw(follower) {
    const there = elements();
    const shown = [...follower.posts.values()].filter(isShown);
    const elementOf = (post) => {
      const held = there.get(post.number);
      return held && Number(held.dataset.sequence) === post.sequence ? held : (post.element ?? made(post.html));
    };
    const inOrder = (posts) => posts.map(elementOf);
    fill(stream, inOrder(shown.filter((post) => !post.pinned).sort((one, other) => other.number - one.number)));
    fill(pinned, inOrder(shown.filter((post) => post.pinned).sort((one, other) => (one.pinned < other.pinned ? 1 : -1))));
    part("nothing")?.toggleAttribute("hidden", shown.length > 0);
  }

  function announce(count) {
    const words = count ? newPosts(count) : "";
    news.hidden = !count;
    if (button.textContent !== words) {
      button.textContent = words;
      told.textContent = words;
    }
  }

  let around = null;
  function show(follower, { latest, changed }) {
    // Where the posts begin below the window, nothing that is seen moves.
    if (live.getBoundingClientRect().top > window.innerHeight) {
      shownUntil = Infinity;
    }
    const waiting = [...follower.posts.values()].filter(isWaiting).length;
    around = latest;
    inPlace(() => {
      draw(follower);
      part("state").innerHTML = latest.state;
      if (!waiting || changed.some((post) => post.removed)) {
        part("summary").innerHTML = latest.summary;
      }
    });
    if (shownUntil === Infinity) {
      shownUntil = Math.max(first - 1, ...follower.posts.keys());
    }
    announce(waiting);
  }

  // ---- when it is looked ---------------------------------------------------------------------------------------------

  class Gone extends Error {}

  async function ask(path) {
    const answer = await fetch(path, { cache: "no-cache", credentials: "omit", signal: AbortSignal.timeout(10000) });
    if (answer.status === 410) {
      throw new Gone();
    }
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status}`);
    }
    return answer.json();
  }

  const follower = new Follower({
    sequence: Number(live.dataset.sequence),
    posts: standing,
    latest: live.dataset.live,
    chain: live.dataset.chain,
    ask,
  });

  let failures = 0;
  let timer = 0;
  let lookedAt = 0;
  let isLooking = false;
  let hasEnded = false;

  function rest() {
    clearTimeout(timer);
    timer = setTimeout(look, pause({ failures, isHidden: document.hidden, random: Math.random() }));
  }

  async function look() {
    if (isLooking || hasEnded) {
      return;
    }
    isLooking = true;
    lookedAt = Date.now();
    try {
      const found = await follower.look();
      failures = 0;
      if (found.isBehind) {
        tooFar();
      } else if (found.isNews) {
        show(follower, found);
      }
      hasEnded = found.latest.ended && follower.sequence >= found.latest.sequence;
    } catch (problem) {
      failures += 1;
      if (problem instanceof Gone) {
        // The story was withdrawn: its address says so, and nothing of it stays on the screen.
        hasEnded = true;
        location.reload();
      }
    }
    isLooking = false;
    if (!hasEnded) {
      rest();
    }
  }

  let isTooFar = false;
  function tooFar() {
    isTooFar = true;
    news.hidden = false;
    button.textContent = "فاتتك مشاركات كثيرة، حدّث الصفحة";
    told.textContent = button.textContent;
  }

  button.addEventListener("click", () => {
    if (isTooFar) {
      location.reload();
      return;
    }
    shownUntil = Math.max(first - 1, ...follower.posts.keys());
    draw(follower);
    if (around) {
      part("summary").innerHTML = around.summary;
    }
    announce(0);
    const newest = stream.querySelector("[data-post]") ?? pinned.querySelector("[data-post]");
    newest?.scrollIntoView({ block: "start" });
    newest?.focus({ preventScroll: true });
  });

  const lookSoon = () => {
    if (!document.hidden && Date.now() - lookedAt >= SHORTEST) {
      look();
    }
  };
  document.addEventListener("visibilitychange", lookSoon);
  window.addEventListener("online", lookSoon);
  window.addEventListener("pageshow", (event) => event.persisted && lookSoon());
  rest();
})();
