import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useProfile } from '@/kernel/auth/session';
import { bytes, currencySign, day, money, moneyToText, parseMoney } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { readDays, resetMeter, useMeterVersion } from '@/kernel/meter';
import { Button } from '@/ui/Button';
import { Card, Kpi } from '@/ui/Card';
import { ColumnChart } from '@/ui/ChartBars';
import { Confirm } from '@/ui/Dialog';
import { NumberField } from '@/ui/Field';
import { toast } from '@/ui/Toast';
import { cost, firstNeeded, pricePerGigabyte, rememberPrice, summary, type Totals } from './figures';
import { LiteChoiceField } from './LiteChoiceField';

/** What this application has used of the network on this device, what that costs, and the mode that uses little. */
export function DataCard() {
  const { currency } = useProfile().tenant;
  const version = useMeterVersion();
  const { data: days } = useQuery({
    queryKey: ['meter', version],
    queryFn: () => readDays(firstNeeded()),
    staleTime: Infinity,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  const [price, setPrice] = useState(() => pricePerGigabyte(currency));
  const [text, setText] = useState(() => moneyToText(price));
  const [asking, setAsking] = useState(false);
  const amount = parseMoney(text);
  const wrong = amount !== null && !(amount > 0);
  const { today, month, last30, fortnight } = summary(days ?? []);

  const reset = async () => {
    await resetMeter();
    setAsking(false);
    toast(t('data.reset_done'));
  };
  const note = (use: Totals) => (
    <>
      {price !== null && <strong>{inMoney(cost(use.sent + use.received, price))}</strong>}
      <span className="soft" style={{ display: 'block' }}>
        {t('data.split', { received: bytes(use.received), sent: bytes(use.sent) })}
      </span>
    </>
  );

  return (
    <div id="data">
      <Card title={t('data.title')}>
        <div className="stack">
          <div className="kpis two-up">
            <Kpi name={t('data.today')} value={bytes(today.sent + today.received)} note={note(today)} />
            <Kpi name={t('data.month')} value={bytes(month.sent + month.received)} note={note(month)} />
          </div>
          <ColumnChart
            title={t('data.fortnight')}
            name={t('data.fortnight')}
            columns={fortnight.map((one) => ({ key: one.day, label: day(one.day), value: one.bytes }))}
            format={bytes}
          />
          <NumberField
            label={t('data.price')}
            suffix={currencySign()}
            value={text}
            hint={price === null ? t('data.price_unknown') : t('data.price_hint')}
            error={wrong ? t('check.amount') : undefined}
            onChange={(event) => {
              setText(event.target.value);
              const next = parseMoney(event.target.value);
              if (next !== null && !(next > 0)) return;
              rememberPrice(currency, next);
              setPrice(pricePerGigabyte(currency));
            }}
          />
          <LiteChoiceField last30={last30} />
          <p className="soft">{t('data.what_counts')}</p>
          <div className="row">
            <Button look="second" icon="refresh" onClick={() => setAsking(true)}>
              {t('data.reset')}
            </Button>
          </div>
        </div>
      </Card>
      {asking && (
        <Confirm title={t('data.reset')} text={t('data.reset_ask')} action={t('data.reset_yes')} onConfirm={() => void reset()} onClose={() => setAsking(false)} />
      )}
    </div>
  );
}

/** A part of the smallest coin is no sum that anybody pays; nothing is nothing. */
const inMoney = (minor: number): string => 
  minor > 0 && minor < 1 ? t('data.less_than', { amount: money(1) }) : t('data.cost', { amount: money(Math.round(minor)) });
