export const purchasing = {} as const;
