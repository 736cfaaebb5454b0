/** A supplier as this device keeps it. */
export type SupplierRow = {
  id: string;
  code: string;
  name: string;
  phone: string | null;
  lead_time_days: number;
  minimum_order: number | null;
  is_active: boolean;
  version: number;
};
