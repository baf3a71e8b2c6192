/** What a promise gives, and how many turns of the event loop it let pass meanwhile: none while this thread computes. */
export async function withTurns<T>(promise: Promise<T>): Promise<readonly [T, number]> {
  let turns = 0;
  let pending = true;
  const turn = () => {
    turns += 1;
    if (pending) setImmediate(turn);
  };
  setImmediate(turn);
  try {
    return [await promise, turns];
  } finally {
    pending = false;
  }
}
