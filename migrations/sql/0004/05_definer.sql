-- The functions that are replaced belong to it.
SET LOCAL ROLE workbench_definer;
