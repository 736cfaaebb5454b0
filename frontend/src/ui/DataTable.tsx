import { useSyncExternalStore, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { Icon } from './icons';

export type Column<T> = {
  key: string;
  head: string;
  cell: (row: T) => ReactNode;
  /** A second, softer line. */
  under?: (row: T) => ReactNode;
  right?: boolean;
  /** The sort value this column asks for, ascending. */
  sort?: string;
};

type Props<T> = {
  label: string;
  rows: T[];
  rowKey: (row: T) => string;
  columns: Column<T>[];
  /** The same row on a phone. */
  card: (row: T) => ReactNode;
  to?: (row: T) => string;
  sort?: string;
  onSort?: (sort: string) => void;
};

const width = matchMedia('(min-width: 900px)');
const isWide = () => width.matches;
const watchWidth = (listener: () => void) => {
  width.addEventListener('change', listener);
  return () => width.removeEventListener('change', listener);
};

/** A table on a wide screen, a list of rows on a phone. */
export function DataTable<T>({ label, rows, rowKey, columns, card, to, sort, onSort }: Props<T>) {
  const [, navigate] = useLocation();
  const wide = useSyncExternalStore(watchWidth, isWide);
  if (!wide) {
    return (
      <ul className="card flush list" aria-label={label}>
        {rows.map((row) => (
          <li key={rowKey(row)}>{card(row)}</li>
        ))}
      </ul>
    );
  }
  return (
    <div className="card flush">
      <div className="table-scroll">
        <table aria-label={label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={column.key} column={column} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={rowKey(row)} className={to ? 'go' : undefined} onClick={to ? () => navigate(to(row)) : undefined}>
                {columns.map((column, index) => (
                  <td key={column.key} className={column.right ? 'right' : undefined}>
                    {index === 0 && to ? (
                      <Link href={to(row)} className="cover" onClick={(event) => event.stopPropagation()}>
                        {column.cell(row)}
                      </Link>
                    ) : (
                      column.cell(row)
                    )}
                    {column.under && <div className="soft">{column.under(row)}</div>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Head<T>({ column, sort, onSort }: { column: Column<T>; sort?: string; onSort?: (sort: string) => void }) {
  const className = column.right ? 'right' : undefined;
  if (!column.sort || !onSort) {
    return (
      <th scope="col" className={className}>
        {column.head}
      </th>
    );
  }
  const ascending = sort === column.sort;
  const descending = sort === `-${column.sort}`;
  return (
    <th scope="col" className={className} aria-sort={ascending ? 'ascending' : descending ? 'descending' : undefined}>
      <button type="button" onClick={() => onSort(descending ? column.sort! : ascending ? `-${column.sort}` : column.right ? `-${column.sort}` : column.sort!)}>
        {column.head}
        {(ascending || descending) && <Icon name={ascending ? 'up' : 'down'} size={18} />}
      </button>
    </th>
  );
}
