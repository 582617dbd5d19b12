"""The typed words of each language, as data: one TOML file a language, read by `locales.vocabulary`."""
