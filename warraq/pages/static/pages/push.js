// Pages that were read stay readable without a connection (the worker keeps them), and who presses a bell is told of news.
(() => {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  addEventListener("load", () => serviceWorker.register("/sw.js").catch(() => {}));

  const bells = document.querySelectorAll("[data-push]");
  if (!bells.length || !window.PushManager || !window.Notification) return;

  // What was chosen is kept on this device alone: "" for all, or the numbers of topics.
  const KEPT = "push";
  const read = () => {
    try {
      return Notification.permission === "granted" ? JSON.parse(localStorage.getItem(KEPT)) || [] : [];
    } catch {
      return [];
    }
  };
  const show = () => {
    const chosen = read();
    for (const bell of bells) {
      bell.hidden = false;
      bell.setAttribute("aria-pressed", chosen.includes(bell.dataset.push));
    }
  };

  const subscribed = async (manager, key) => {
    const options = { userVisibleOnly: true, applicationServerKey: key };
    try {
      return await manager.subscribe(options);
    } catch (problem) {
      // The site has another key than when this browser subscribed.
      if (problem.name !== "InvalidStateError") throw problem;
      await (await manager.getSubscription()).unsubscribe();
      return manager.subscribe(options);
    }
  };

  const toggle = async ({ push, key }, on) => {
    if (on && (await Notification.requestPermission()) !== "granted") return "denied";
    const manager = (await serviceWorker.ready).pushManager;
    const subscription = on ? await subscribed(manager, key) : await manager.getSubscription();
    if (subscription) {
      const body = JSON.stringify({ ...subscription.toJSON(), ...(push && { topic: push }) });
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(`/push/${on ? "" : "un"}subscribe`, { method: "POST", headers, body });
      if (!answer.ok) throw answer;
    }
    const others = read().filter((each) => each !== push);
    localStorage.setItem(KEPT, JSON.stringify(on ? [...others, push] : others));
    if (!on && !others.length && subscription) await subscription.unsubscribe();
    return on ? "on" : "off";
  };

  for (const bell of bells) {
    bell.addEventListener("click", async () => {
      bell.disabled = true;
      const said = await toggle(bell.dataset, bell.getAttribute("aria-pressed") !== "true").catch(() => "failed");
      bell.nextElementSibling.textContent = bell.dataset[said];
      bell.disabled = false;
      show();
    });
  }
  show();
})();
