// Asks for the ledger again until every place is clean; a minute is the most.
(() => {
  const holder = document.querySelector("[data-ledger]");
  if (!holder) return;
  let left = 60;
  const isClean = () => holder.querySelector("[data-clean]")?.dataset.clean === "yes";
  const turn = async () => {
    if (isClean() || left-- <= 0) return;
    try {
      const answer = await fetch(holder.dataset.ledger, { redirect: "error" });
      if (answer.ok) holder.innerHTML = await answer.text();
    } catch {
      // The next turn asks again.
    }
    setTimeout(turn, 1000);
  };
  setTimeout(turn, 500);
})();
