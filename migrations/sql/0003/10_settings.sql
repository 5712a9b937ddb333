ALTER TABLE workbench.cases DROP CONSTRAINT cases_settings_known;
ALTER TABLE workbench.cases ADD CONSTRAINT cases_settings_known CHECK (
    pg_column_size(settings) < 100000
    AND settings - '{fluid,fluid_version,fluid_temperature,density,viscosity,vapour_pressure,critical_pressure,
                     atmospheric_pressure,friction_law}'::text[] = '{}'
    AND settings ?& '{fluid,density,viscosity,vapour_pressure,atmospheric_pressure,friction_law}'
    AND jsonb_typeof(settings -> 'fluid') = 'string'
    AND (settings @@ 'strict $.density >= 1e-3 && $.density <= 3e4 && $.viscosity >= 1e-7 && $.viscosity <= 1e4
        && $.vapour_pressure >= 0 && $.vapour_pressure <= 1e8
        && $.atmospheric_pressure >= 1e3 && $.atmospheric_pressure <= 2e5
        && ($.friction_law == "darcy-weisbach" || $.friction_law == "hazen-williams"
            || $.friction_law == "chezy-manning" || $.friction_law == "swamee-jain")') IS TRUE
    AND (NOT settings ? 'critical_pressure' OR settings @@
         'strict $.critical_pressure >= 1e3 && $.critical_pressure <= 1e9') IS TRUE
    AND (NOT settings ? 'fluid_version' OR settings @@
         'strict $.fluid_version >= 1 && $.fluid_version < 1e9 && $.fluid_version.floor() == $.fluid_version') IS TRUE
    AND (NOT settings ? 'fluid_temperature' OR settings @@
         'strict $.fluid_temperature > 0 && $.fluid_temperature < 1e4') IS TRUE
);
