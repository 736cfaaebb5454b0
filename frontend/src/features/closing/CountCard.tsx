import { currencySign, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { IconButton } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { NumberField } from '@/ui/Field';
import { Tabs } from '@/ui/Tabs';
import { countPieces, type Piece } from './till';

export type Counting = { by: 'pieces' | 'amount'; pieces: Record<string, number>; amount: string };

type Props = { pieces: Piece[]; value: Counting; error?: string; onChange: (change: Partial<Counting>) => void };

/** What lies in the till: note by note and coin by coin, or as one amount. */
export function CountCard({ pieces, value, error, onChange }: Props) {
  const byPieces = pieces.length > 0 && value.by === 'pieces';
  const set = (key: string, count: number) => onChange({ pieces: { ...value.pieces, [key]: Math.max(0, Math.min(99_999, count)) } });
  return (
    <Card title={t('closing.count')}>
      <div className="stack">
        {pieces.length > 0 && (
          <Tabs
            label={t('closing.count')}
            value={value.by}
            onChange={(by) => onChange({ by })}
            options={[
              { value: 'pieces', label: t('closing.by_pieces') },
              { value: 'amount', label: t('closing.by_amount') },
            ]}
          />
        )}
        {byPieces ? (
          <>
            {(['note', 'coin'] as const).map((kind) => (
              <section key={kind} aria-label={t(`closing.${kind}s`)}>
                <h3>{t(`closing.${kind}s`)}</h3>
                <ul className="pieces">
                  {pieces
                    .filter((piece) => piece.kind === kind)
                    .map((piece) => (
                      <PieceRow key={piece.key} piece={piece} count={value.pieces[piece.key] ?? 0} onCount={(count) => set(piece.key, count)} />
                    ))}
                </ul>
              </section>
            ))}
            <div className="sum total" aria-live="polite">
              <span>{t('closing.counted')}</span>
              <span className="num">{money(countPieces(pieces, value.pieces))}</span>
            </div>
          </>
        ) : (
          <NumberField label={t('closing.counted')} suffix={currencySign()} value={value.amount} error={error} onChange={(event) => onChange({ amount: event.target.value })} />
        )}
      </div>
    </Card>
  );
}

function PieceRow({ piece: { kind, value }, count, onCount }: { piece: Piece; count: number; onCount: (count: number) => void }) {
  const name = t(`closing.one_${kind}`, { value: money(value) });
  return (
    <li className="piece">
      <span>
        <span className="num strong">{money(value)}</span>
        {count > 0 && <span className="num soft">{t('closing.makes', { amount: money(count * value) })}</span>}
      </span>
      <span className="stepper">
        <IconButton icon="minus" label={t('sale.less', { name })} disabled={count === 0} onClick={() => onCount(count - 1)} />
        <input
          inputMode="numeric"
          aria-label={t('closing.count_of', { name })}
          value={count ? String(count) : ''}
          placeholder="0"
          onFocus={(event) => event.target.select()}
          onChange={(event) => onCount(Number(event.target.value.replace(/\D/g, '').slice(0, 5)))}
        />
        <IconButton icon="plus" label={t('sale.more', { name })} onClick={() => onCount(count + 1)} />
      </span>
    </li>
  );
}
