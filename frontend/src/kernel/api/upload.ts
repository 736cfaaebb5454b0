import { accessToken } from '../auth/token';
import { connection } from '../connection';
import { language } from '../i18n';
import { countUpload } from '../meter';
import { offlineProblem, Problem, timeoutProblem } from './problem';

/**
 * Sends a form by XMLHttpRequest: fetch cannot say how much of a body has left, and on a slow network a person
 * must see it move. Gives up after 30 s without any progress.
 */
export async function upload<T>(path: string, form: FormData, onProgress: (sent: number) => void): Promise<T> {
  const token = await accessToken();
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    let silent = false;
    let timer: ReturnType<typeof setTimeout>;
    let sent = 0;
    const breathe = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        silent = true;
        request.abort();
      }, 30_000);
    };
    request.open('POST', path);
    request.responseType = 'json';
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.setRequestHeader('Accept-Language', language());
    request.upload.onprogress = (event) => {
      breathe();
      sent = event.loaded;
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      connection.answered();
      if (request.status >= 200 && request.status < 300) resolve(request.response as T);
      else reject(new Problem(request.status, (request.response as Record<string, unknown> | null) ?? {}));
    };
    request.onerror = () => {
      connection.lost();
      reject(offlineProblem());
    };
    request.onabort = () => {
      connection.lost();
      reject(silent ? timeoutProblem() : offlineProblem());
    };
    request.onloadend = () => {
      clearTimeout(timer);
      countUpload(token, sent);
    };
    breathe();
    request.send(form);
  });
}
