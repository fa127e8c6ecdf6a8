-- How the guests of a pool are joined to its network; the names are core's.
ALTER TABLE "AddressPool" ADD COLUMN "link" TEXT NOT NULL DEFAULT 'routed';
ALTER TABLE "AddressPool" ADD CONSTRAINT "AddressPool_link_check" CHECK (
  "link" IN ('routed', 'bridge', 'macvlan') AND ("link" = 'routed') = ("parent" IS NULL));
