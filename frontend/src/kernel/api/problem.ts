import { t, hasMessage, type MessageKey } from '../i18n';

export type FieldError = { field: string; code: string; message: string };

/** An RFC 9457 answer, or a failure to get one: `offline`, `timeout` and `unreadable` are ours. */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: FieldError[];
  /** Seconds the server asked us to wait, when it did. */
  readonly retryAfter: number | null;
  /** The whole answer, for the codes that carry more (choose_tenant carries `tenants`). */
  readonly body: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>, retryAfter: number | null = null) {
    const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
    super(text('title') || text('code') || `HTTP ${status}`);
    this.status = status;
    this.code = text('code') || `http_${status}`;
    this.title = text('title');
    this.detail = text('detail');
    this.errors = Array.isArray(body.errors) ? (body.errors as FieldError[]) : [];
    this.retryAfter = retryAfter;
    this.body = body;
  }

  /** The network or the server is away; the same request may succeed later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  fieldError(field: string): string | undefined {
    return this.errors.find((error) => error.field === field || error.field.endsWith(`.${field}`))?.message;
  }
}

export const offlineProblem = () => new Problem(0, { code: 'offline' });
export const timeoutProblem = () => new Problem(0, { code: 'timeout' });

export async function problemOf(response: Response, parsed?: unknown): Promise<Problem> {
  const wait = Number(response.headers.get('Retry-After'));
  let body: unknown = parsed;
  if (body === undefined) body = await response.json().catch(() => ({}));
  const readable = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return new Problem(response.status, readable, Number.isFinite(wait) && wait > 0 ? wait : null);
}

/** What happened and what to do, in the person's language. */
export function explain(error: unknown): { title: string; advice: string } {
  if (!(error instanceof Problem)) return { title: t('problem.unexpected.title'), advice: t('problem.unexpected.advice') };
  const own = `problem.${error.code}`;
  if (hasMessage(`${own}.title`)) return { title: t(`${own}.title` as MessageKey), advice: t(`${own}.advice` as MessageKey) };
  // The API writes its problems in the person's language; what stands below is for a proxy that knows no better.
  if (error.title) return { title: error.title, advice: error.detail || adviceFor(error) };
  return { title: error.status >= 500 ? t('problem.server.title') : t('problem.unexpected.title'), advice: adviceFor(error) };
}

function adviceFor({ status, retryAfter }: Problem): string {
  if (status === 403) return t('problem.forbidden.advice');
  if (status === 404) return t('problem.not_found.advice');
  if (status === 409 || status === 412) return t('problem.conflict.advice');
  if (status === 400 || status === 422) return t('problem.invalid.advice');
  if (status === 429) return t('problem.too_many.advice', { seconds: retryAfter ?? 60 });
  return status >= 500 ? t('problem.server.advice') : t('problem.unexpected.advice');
}
