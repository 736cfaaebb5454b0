import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import type { Kpis } from '@/kernel/api/types';
import { integer, moneyShort, percent } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { gridOf, XYZ } from './grid';
import { GROUPS, kpiText, MEASURES, moved, type KpiName } from './kpis';
import { PeriodChooser } from './PeriodChooser';
import { periodOf, range, wrongPeriod } from './period';
import { CLASSES, kpisQuery } from './reads';

/** The company's figures of a period beside those of the period before, each with what it means. */
export function KpiBoard({ seesCost }: { seesCost: boolean }) {
  const [params] = useSearchParams();
  const period = periodOf(params);
  const isWrong = wrongPeriod(period) !== null;
  const query = useQuery({ ...kpisQuery(period), placeholderData: keepPreviousData, enabled: !isWrong });
  return (
    <div className="stack">
      <PeriodChooser period={period} />
      {!isWrong && (
        <Loaded query={query}>
          {(kpis) => (
            <div className="stack" aria-busy={query.isPlaceholderData}>
              <p className="soft">{t('kpis.range', { range: range(kpis.first, kpis.last) })}</p>
              <div className="columns even">
                <div className="stack">
                  <Group name="serve" kpis={kpis} seesCost={seesCost} />
                  <Group name="stock" kpis={kpis} seesCost={seesCost} />
                </div>
                <div className="stack">
                  <Group name="sell" kpis={kpis} seesCost={seesCost} />
                  <Classes kpis={kpis} seesCost={seesCost} />
                </div>
              </div>
            </div>
          )}
        </Loaded>
      )}
    </div>
  );
}

function Group({ name, kpis, seesCost }: { name: keyof typeof GROUPS; kpis: Kpis; seesCost: boolean }) {
  const shown = GROUPS[name].filter((one) => seesCost || !MEASURES[one].costs);
  if (!shown.length) return null;
  return (
    <Card flush title={t(`kpis.group.${name}`)}>
      <dl className="figures">
        {shown.map((one) => (
          <Figure key={one} name={one} kpi={kpis[one]} />
        ))}
      </dl>
    </Card>
  );
}

function Figure({ name, kpi: { value, previous } }: { name: KpiName; kpi: Kpis[KpiName] }) {
  const measure = MEASURES[name];
  const by = moved(measure, value, previous);
  return (
    <div>
      <dt>
        <span className="strong">{t(`kpis.${name}`)}</span>
        <span className="soft">{value === null ? t(`kpis.why.${name}`) : t(`kpis.help.${name}`)}</span>
      </dt>
      <dd>
        {value === null ? (
          <span className="soft">{t('kpis.unmeasured')}</span>
        ) : (
          <>
            <strong className="num">{kpiText(measure.kind, value)}</strong>
            {by && (
              <span className={`delta ${by.tone}`}>
                {by.way !== 'same' && <Icon name={by.way === 'up' ? 'arrowUp' : 'arrowDown'} size={18} />}
                {by.text}
              </span>
            )}
            <span className="soft num">{previous === null ? t('kpis.no_previous') : t('kpis.previous', { value: kpiText(measure.kind, previous) })}</span>
          </>
        )}
      </dd>
    </div>
  );
}

/** How many products bring how much (A to C), and how evenly they sell (X to Z). */
function Classes({ kpis: { classes, active_products }, seesCost }: { kpis: Kpis; seesCost: boolean }) {
  const { cell, revenue, unsold } = gridOf(classes, active_products);
  return (
    <Card title={t('classes.title')}>
      {!classes.length ? (
        <p className="soft">{t('classes.none')}</p>
      ) : (
        <>
          <p className="soft">{t('classes.help')}</p>
          <div className="table-scroll">
            <table className="classes">
              <caption className="sr">{t('classes.title')}</caption>
              <thead>
                <tr>
                  <td />
                  {XYZ.map((xyz) => (
                    <th key={xyz} scope="col">
                      <b>{xyz === 'new' ? '…' : xyz}</b>
                      <span>{t(`classes.${xyz}`)}</span>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {CLASSES.map((abc) => (
                  <tr key={abc}>
                    <th scope="row">
                      <Link href={`/stock?abc=${abc}`} aria-label={t('classes.see', { abc })}>
                        {abc}
                      </Link>
                    </th>
                    {XYZ.map((xyz) => {
                      const found = cell(abc, xyz);
                      return (
                        <td key={xyz} className={found ? undefined : 'soft'}>
                          {found ? (
                            <>
                              <strong className="num">{integer(found.products)}</strong>
                              <span className="soft num">{percent(revenue ? found.revenue / revenue : 0, 0)}</span>
                              {seesCost && found.value !== null && <span className="soft num only-wide">{moneyShort(found.value)}</span>}
                            </>
                          ) : (
                            '—'
                          )}
                        </td>
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className="soft">
            {t(seesCost ? 'classes.key_costs' : 'classes.key')} {unsold > 0 && t('classes.unsold', { count: unsold })}
          </p>
        </>
      )}
    </Card>
  );
}
