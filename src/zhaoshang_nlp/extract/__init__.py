"""Find targets, industry systems and slogans in one document: rules as data, records that know their source."""
