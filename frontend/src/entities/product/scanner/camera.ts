/** Why there is no picture, in the words that a person can act on. */
export type CameraTrouble = 'blocked' | 'missing' | 'busy' | 'unsupported';

export class CameraError extends Error {
  override name = 'CameraError';
  readonly trouble: CameraTrouble;
  constructor(trouble: CameraTrouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

export type Camera = {
  stop: () => void;
  /** Switches the lamp; null where the phone has none or the browser cannot. */
  torch: ((on: boolean) => Promise<void>) | null;
};

type Torch = { torch?: boolean };

/** By the names of the Media Capture specification; some are older names of the same. */
export function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError' || name === 'PermissionDeniedError') return 'blocked';
  if (name === 'NotFoundError' || name === 'DevicesNotFoundError' || name === 'OverconstrainedError') return 'missing';
  if (name === 'NotReadableError' || name === 'TrackStartError' || name === 'AbortError') return 'busy';
  return 'unsupported';
}

/** Shows the camera at the back in `video`. Throws CameraError. */
export async function openCamera(video: HTMLVideoElement): Promise<Camera> {
  // Absent where the page did not come by https.
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraError('unsupported');
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
  } catch (error) {
    throw new CameraError(troubleOf(error));
  }
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  video.srcObject = stream;
  try {
    await video.play();
  } catch (error) {
    stop();
    // The sheet was closed meanwhile.
    throw new CameraError(troubleOf(error));
  }
  const track = stream.getVideoTracks()[0];
  const can = track?.getCapabilities?.() as Torch | undefined;
  return {
    stop,
    torch: track && can?.torch ? (on) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }) : null,
  };
}
