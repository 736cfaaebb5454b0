import { useInfiniteQuery } from '@tanstack/react-query';
import type { Import } from '@/kernel/api/types';
import { age, integer } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { ButtonLink } from '@/ui/Button';
import { Card, Pill, type Tone } from '@/ui/Card';
import { Icon, type IconName } from '@/ui/icons';
import { Item, More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { importsQuery } from './queries';

const TONES: Record<Import['status'], Tone> = {
  uploaded: 'info',
  checking: 'info',
  checked: 'warn',
  importing: 'info',
  done: 'ok',
  failed: 'danger',
  undoing: 'info',
  undone: 'neutral',
  cancelled: 'neutral',
};

const KIND_ICONS: Record<Import['kind'], IconName> = { products: 'box', sales: 'receipt', stock: 'chart', suppliers: 'truck' };

export function ImportHistory() {
  const query = useInfiniteQuery(importsQuery());
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const imports = pages.flatMap((page) => page.items);
        if (!imports.length) {
          return (
            <Card>
              <EmptyState icon="upload" title={t('imports.empty')} text={t('imports.empty_text')}>
                <ButtonLink to="/imports/new" icon="upload">
                  {t('imports.new')}
                </ButtonLink>
              </EmptyState>
            </Card>
          );
        }
        return (
          <Card flush title={t('imports.history')}>
            <ul className="list">
              {imports.map((one) => (
                <li key={one.id}>
                  <Item
                    to={`/imports/${one.id}`}
                    lead={
                      <span className="avatar">
                        <Icon name={KIND_ICONS[one.kind]} />
                      </span>
                    }
                    title={one.file_name}
                    detail={
                      <span className="row wrap" style={{ gap: '2px 8px' }}>
                        <Pill tone={TONES[one.status]}>{t(`imports.status.${one.status}`)}</Pill>
                        <span>{t(`imports.kind.${one.kind}`)}</span>
                        <span className="num">{t('imports.lines', { count: one.accepted_rows || one.total_rows })}</span>
                        {one.rejected_rows > 0 && <span className="danger num">{t('imports.rejected_short', { n: integer(one.rejected_rows) })}</span>}
                        <span>{age(one.created_at)}</span>
                      </span>
                    }
                  />
                </li>
              ))}
            </ul>
            <More
              hasMore={query.hasNextPage}
              loading={query.isFetchingNextPage}
              failed={query.isFetchNextPageError}
              onMore={() => void query.fetchNextPage()}
            />
          </Card>
        );
      }}
    </Loaded>
  );
}
