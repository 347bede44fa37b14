interface Limit<Late> {
  limitMs: number;
  /** Called when the limit is over: what to answer or throw then. */
  whenOver: () => Late;
}

/** The result of the work, unless the limit is over first. The work itself continues. */
export async function withinLimit<Result, Late>(
  work: Promise<Result>,
  { limitMs, whenOver }: Limit<Late>,
): Promise<Result | Late> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  }).then(whenOver);
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
