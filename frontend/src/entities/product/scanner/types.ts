/** Looks for a barcode in the picture that `video` shows now; null when there is none. */
export type Reader = (video: HTMLVideoElement) => Promise<string | null>;
