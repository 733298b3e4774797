// Many readers of one coverage, each on a line of its own: some answers never come, some come late, doubled or from an
// old cache; some readers sleep for hours. Runs the pages' own script. Reads what the server answered at each change
// (JSON on standard input), and writes what went wrong and how much was tried.
//
// Time is the coverage's own: moment n is after change n. A reader's question may be answered as of now or, by a cache,
// as of up to STALE changes ago.
const { readFileSync } = require("node:fs");
const vm = require("node:vm");

const [script, seed, readers] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const { moments } = JSON.parse(readFileSync(0, "utf8"));
const STALE = 12;

const sandbox = {};
vm.createContext(sandbox);
vm.runInContext(readFileSync(script, "utf8"), sandbox);
const { Follower, pause } = sandbox.warraqLive;

// A small generator of our own, so that a seed says all.
let state = seed >>> 0 || 1;
const random = () => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
};
const chance = (share) => random() < share;
const upTo = (most) => Math.floor(random() * (most + 1));

const wrong = [];
const counts = { looks: 0, failed: 0, stale: 0, late: 0, chained: 0, behind: 0, moved: 0, commits: 0 };

// What a reader who knows the coverage as of a change must have: number and sequence of each post on the page.
const truth = new Map(moments.map((moment) => [moment.sequence, new Map(moment.truth)]));

function check(reader, when) {
  const right = truth.get(reader.follower.sequence);
  const held = [...reader.follower.posts.values()].filter((post) => !post.removed && post.number >= reader.first);
  const known = new Map(held.map((post) => [post.number, post.sequence]));
  const missing = [...right].filter(([number, sequence]) => number >= reader.first && known.get(number) !== sequence);
  const tooMany = [...known].filter(([number]) => !right.has(number));
  if (missing.length || tooMany.length) {
    wrong.push({ reader: reader.name, when, sequence: reader.follower.sequence, missing, tooMany });
  }
}

// The reader's line: what is asked at moment `now` and answered, if it is.
function answered(reader, path) {
  if (chance(reader.drops)) {
    counts.failed += 1;
    throw new Error("the line broke");
  }
  // Others go on while the answer travels.
  if (chance(0.2)) {
    reader.now = Math.min(reader.now + upTo(4), moments.length - 1);
    counts.moved += 1;
  }
  let at = reader.now;
  if (chance(reader.stales)) {
    at = Math.max(0, at - upTo(STALE));
    counts.stale += 1;
  }
  const answer = moments[at].answers[path];
  if (answer === undefined) {
    throw new Error(`${path} is not there`);
  }
  if (path.includes("/changes/")) {
    counts.chained += 1;
  }
  return JSON.parse(answer);
}

async function read(name) {
  const begins = upTo(moments.length - 1);
  const page = moments[begins].page;
  const reader = { name, now: begins, first: page.first, drops: random() * 0.6, stales: random() * 0.6 };
  const earlier = [];
  reader.follower = new Follower({
    sequence: page.sequence,
    posts: page.posts,
    latest: "latest",
    chain: "/changes/",
    ask: async (path) => {
      // An answer that was on its way for long: what was said to an earlier question comes to this one.
      if (path === "latest" && earlier.length && chance(0.1)) {
        counts.late += 1;
        return JSON.parse(earlier[upTo(earlier.length - 1)]);
      }
      const answer = answered(reader, path);
      if (path === "latest") {
        earlier.push(JSON.stringify(answer));
      }
      return answer;
    },
  });
  const sleeps = random() * 0.15;
  const look = async () => {
    const before = reader.follower.sequence;
    counts.looks += 1;
    try {
      const found = await reader.follower.look();
      counts.behind += found.isBehind ? 1 : 0;
    } catch {
      // Asked again at the next look.
    }
    if (reader.follower.sequence < before) {
      wrong.push({ reader: name, when: "went back", before, after: reader.follower.sequence });
    }
    counts.commits += reader.follower.sequence > before ? 1 : 0;
    check(reader, reader.now);
  };
  check(reader, "opened");
  while (reader.now < moments.length - 1) {
    reader.now = Math.min(reader.now + (chance(sleeps) ? upTo(120) : upTo(3)), moments.length - 1);
    await look();
  }
  // The line is good again, and the coverage is over: in the end everybody knows everything.
  reader.drops = reader.stales = 0;
  earlier.length = 0;
  await look();
  if (reader.follower.sequence !== moments[moments.length - 1].sequence) {
    wrong.push({ reader: name, when: "the end", sequence: reader.follower.sequence });
  }
}

async function main() {
  for (let name = 0; name < readers; name += 1) {
    await read(name);
  }
  const pauses = [];
  for (let failures = 0; failures < 12; failures += 1) {
    for (const isHidden of [false, true]) {
      pauses.push({ failures, isHidden, shortest: pause({ failures, isHidden, random: 0 }), longest: pause({ failures, isHidden, random: 1 }) });
    }
  }
  process.stdout.write(JSON.stringify({ wrong: wrong.slice(0, 5), wrongs: wrong.length, counts, pauses }));
}

main();
