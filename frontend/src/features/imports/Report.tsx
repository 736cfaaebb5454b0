import type { Import } from '@/kernel/api/types';
import { day, integer, money, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Card, Pill } from '@/ui/Card';
import { fieldLabel } from './fields';

/** What the file holds, in four numbers. */
export function Counts({ one }: { one: Import }) {
  const done = one.status === 'done';
  return (
    <div className="counts">
      <div>
        <strong>{integer(one.total_rows)}</strong>
        {t('imports.count.total')}
      </div>
      <div className={one.accepted_rows ? 'good' : undefined}>
        <strong>{integer(one.accepted_rows)}</strong>
        {done ? t('imports.count.imported') : t('imports.count.ready')}
      </div>
      <div className={one.rejected_rows ? 'bad' : undefined}>
        <strong>{integer(one.rejected_rows)}</strong>
        {t('imports.count.rejected')}
      </div>
      {one.duplicate_rows > 0 && (
        <div>
          <strong>{integer(one.duplicate_rows)}</strong>
          {t('imports.count.duplicates')}
        </div>
      )}
      {one.created_products > 0 && (
        <div>
          <strong>{integer(one.created_products)}</strong>
          {done ? t('imports.count.created') : t('imports.count.to_create')}
        </div>
      )}
    </div>
  );
}

export function Problems({ one }: { one: Import }) {
  if (!one.problems.length) return null;
  return (
    <Card flush title={t('imports.problems')}>
      <ul className="list">
        {one.problems.map((problem) => (
          <li key={`${problem.code}${problem.first_row}`} className="item">
            <span className="grow">
              <span className="title">{problem.message}</span>
              {problem.first_row !== null && <span className="soft">{t('imports.first_row', { row: integer(problem.first_row) })}</span>}
            </span>
            <Pill tone={problem.severity === 'rejected' ? 'danger' : 'warn'}>{t('imports.lines', { count: problem.count })}</Pill>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const MONEY = /price|cost|amount|total|discount|revenue|minimum_order/;

function show(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'number') return MONEY.test(field) ? money(value) : quantity(value);
  if (typeof value === 'boolean') return value ? t('action.yes') : t('action.no');
  const text = String(value);
  return /^\d{4}-\d\d-\d\d$/.test(text) ? day(text, 'day') : text;
}

/** The first lines as the product understood them: the quickest way to see a column in the wrong place. */
export function Sample({ one }: { one: Import }) {
  const fields = [...new Set(one.sample.flatMap((row) => Object.keys(row)))].filter((field) =>
    one.sample.some((row) => row[field] !== null && row[field] !== undefined && row[field] !== ''),
  );
  if (!fields.length) return null;
  return (
    <Card flush title={t('imports.sample')}>
      <div className="table-scroll" tabIndex={0} role="group" aria-label={t('imports.sample')}>
        <table>
          <thead>
            <tr>
              {fields.map((field) => (
                <th key={field} scope="col">
                  {fieldLabel(field)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {one.sample.map((row, index) => (
              <tr key={index}>
                {fields.map((field) => (
                  <td key={field} style={{ whiteSpace: 'nowrap' }}>
                    {show(field, row[field])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
