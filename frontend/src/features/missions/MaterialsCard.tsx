import { useState } from 'react';
import { explain } from '@/kernel/api/problem';
import { money, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { discard, mayChange, useMirror, useOperations } from '@/kernel/offline';
import { Button, IconButton } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Item } from '@/ui/List';
import { toast } from '@/ui/Toast';
import type { MaterialCopy, MissionCopy } from '@/entities/mission/copy';
import { MaterialDialog } from './MaterialDialog';
import { removeMaterial } from './offline';
import { shownMaterials, type ShownMaterial } from './shown';
import { isUnderWay } from './steps';

/** What was used, and what the client pays for it. */
export function MaterialsCard({ mission }: { mission: MissionCopy }) {
  const products = useMirror<MaterialCopy>('material').byId;
  const materials = shownMaterials(mission, useOperations(), (id) => products.get(id)?.name ?? '');
  const [adding, setAdding] = useState(false);
  const may = isUnderWay(mission);
  const remove = async (material: ShownMaterial) => {
    try {
      // What has not left this phone is simply not sent.
      if (material.operation && mayChange(material.operation)) await discard(material.operation.op_id);
      else await removeMaterial(mission, material);
    } catch (error) {
      toast(explain(error).title, { bad: true });
    }
  };
  const total = materials.reduce((sum, { amount }) => sum + amount, 0);
  if (!materials.length && !may) return null;
  return (
    <Card title={t('mission.materials')} aside={materials.length > 0 && <strong className="num">{money(total)}</strong>}>
      <div className="stack">
        {materials.length > 0 && (
          <ul className="list">
            {materials.map((material) => (
              <li key={material.id} className="row">
                <span className="grow">
                  <Item
                    title={material.name}
                    detail={
                      <span className="num">
                        {quantity(material.quantity)} × {money(material.unitPrice)}
                      </span>
                    }
                    side={<strong className="num">{money(material.amount)}</strong>}
                  />
                </span>
                {may && <IconButton icon="trash" label={t('mission.material.remove', { name: material.name })} onClick={() => void remove(material)} />}
              </li>
            ))}
          </ul>
        )}
        {may && (
          <Button look="second" wide icon="plus" onClick={() => setAdding(true)}>
            {t('mission.material.add')}
          </Button>
        )}
      </div>
      {adding && <MaterialDialog mission={mission} onClose={() => setAdding(false)} />}
    </Card>
  );
}
