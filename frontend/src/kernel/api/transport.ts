import { connection } from '../connection';
import { countSent } from '../meter';
import { offlineProblem, timeoutProblem } from './problem';

const TIMEOUT_MS = 15_000;

/**
 * One request with a limit on the wait for its answer. Whatever the status, an answer means that we are connected;
 * a failure is thrown as a Problem (`offline`, `timeout`). An abort by the caller is passed on as it is.
 */
export async function send(request: Request, timeoutMs: number = TIMEOUT_MS): Promise<Response> {
  const controller = new AbortController();
  const caller = request.signal;
  const forward = () => controller.abort(caller.reason);
  if (caller.aborted) forward();
  caller.addEventListener('abort', forward);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, timeoutMs);
  countSent(request);
  try {
    const response = await fetch(new Request(request, { signal: controller.signal }));
    // 502 to 504 come from the proxy in front: somebody answered, but not the product.
    if (response.status === 502 || response.status === 503 || response.status === 504) connection.lost();
    else connection.answered();
    return response;
  } catch (error) {
    if (late) {
      connection.lost();
      throw timeoutProblem();
    }
    if (caller.aborted) throw error;
    connection.lost();
    throw offlineProblem();
  } finally {
    clearTimeout(timer);
    caller.removeEventListener('abort', forward);
  }
}
