import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useOperations } from '@/kernel/offline';
import { SentState } from '@/entities/operation/SentState';
import { Card, Pill } from '@/ui/Card';
import { Item } from '@/ui/List';
import { unsentRequests } from './offline';

/** Requests that nobody looks for yet: they are on this phone alone. */
export function UnsentRequests() {
  const unsent = unsentRequests(useOperations());
  if (!unsent.length) return null;
  return (
    <Card flush title={t('requests.unsent')} aside={<Pill tone="warn">{unsent.length}</Pill>}>
      <ul className="list">
        {unsent.map((operation) => (
          <li key={operation.op_id}>
            <Item
              to="/envois"
              title={operation.label.title}
              detail={
                <span className="row wrap" style={{ gap: '2px 8px' }}>
                  <span>{operation.label.detail}</span>
                  <span>{date(operation.occurred_at, 'moment')}</span>
                  <SentState operation={operation} />
                </span>
              }
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}
