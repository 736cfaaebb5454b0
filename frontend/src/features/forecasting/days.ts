const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** Whole days from one calendar day to another (YYYY-MM-DD). */
export const daysBetween = (from: string, to: string): number => Math.round((at(to) - at(from)) / 86_400_000);

export const addDays = (day: string, count: number): string => new Date(at(day) + count * 86_400_000).toISOString().slice(0, 10);
