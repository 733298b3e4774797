// Four comforts; every page is complete without them.
(() => {
  const root = document.documentElement;

  // Moments of the last day as «قبل 5 دقائق», in the edition's digits; older ones keep their date.
  const ago = () => {
    const words = new Intl.RelativeTimeFormat(`${root.lang}-u-nu-${root.dataset.digits}`);
    for (const time of document.querySelectorAll(".ago time")) {
      const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60000);
      if (minutes < 0 || minutes >= 1440) continue;
      time.title ||= time.textContent;
      time.textContent =
        minutes < 1 ? "الآن" : minutes < 60 ? words.format(-minutes, "minute") : words.format(-Math.floor(minutes / 60), "hour");
    }
  };
  if (root.dataset.digits) {
    ago();
    setInterval(ago, 60000);
  }

  // The bar marks the reader's section and brings it into view.
  const bar = document.querySelector(".bar ul");
  for (const link of bar ? bar.querySelectorAll("a") : []) {
    const here = link.pathname === location.pathname;
    if (link.host !== location.host || !(here || (link.pathname !== "/" && location.pathname.startsWith(link.pathname)))) continue;
    link.setAttribute("aria-current", here ? "page" : "true");
    const [box, own] = [bar.getBoundingClientRect(), link.getBoundingClientRect()];
    bar.scrollLeft += own.left + own.width / 2 - box.left - box.width / 2;
  }

  // What is typed into the search box is completed a moment after the last key.
  const words = document.querySelector("#search-words");
  if (words && words.list) {
    let timer = 0;
    let asked = "";
    const propose = async () => {
      const text = words.value;
      if (text === asked || text.trim().length < 2) return;
      asked = text;
      const answer = await fetch(`/search/suggest?q=${encodeURIComponent(text)}`).catch(() => null);
      if (!answer || !answer.ok || words.value !== text) return;
      const options = (await answer.json()).map((each) => new Option("", each));
      words.list.replaceChildren(...options);
    };
    words.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(propose, 200);
    });
  }

  // A story that was in view for three seconds was read: its number is sent once, without a cookie,
  // and of the page before it the host alone.
  const story = document.querySelector("[data-story]");
  if (story && navigator.sendBeacon) {
    let timer = 0;
    let sent = false;
    const send = () => {
      sent = true;
      const before = document.referrer ? new URL(document.referrer).hostname : "";
      navigator.sendBeacon("/reads", `${story.dataset.story}\n${before}`);
    };
    const watch = () => {
      clearTimeout(timer);
      if (!sent && document.visibilityState === "visible") timer = setTimeout(send, 3000);
    };
    document.addEventListener("visibilitychange", watch);
    watch();
  }
})();
