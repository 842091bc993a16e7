"""Opening databases, good and bad: what cannot be used is said in one sentence."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import powertui.storage
from powertui.domain.reading import Leg
from powertui.domain.topology import Device, PduBranch, Rack
from powertui.errors import DatabaseError
from powertui.storage.engine import HEAD_REVISION, KNOWN_REVISIONS, open_database, writing
from powertui.storage.partitions import partition_days
from powertui.storage.schema import history, metadata
from powertui.storage.topology_store import load_topology
from tests.databases import fresh_database
from tests.old_databases import migrate_to


def test_the_migrations_make_the_tables_that_the_program_uses(database_url: str) -> None:
    engine = open_database(database_url, create=True)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_the_known_revisions_are_those_of_the_migrations() -> None:
    script = ScriptDirectory(str(Path(powertui.storage.__file__).parent / "migrations"))
    revisions = tuple(reversed([revision.revision for revision in script.walk_revisions()]))
    assert revisions == KNOWN_REVISIONS
    assert script.get_current_head() == HEAD_REVISION


def test_a_database_from_a_newer_version_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'newer.db'}"
    engine = open_database(url, create=True)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(DatabaseError, match=r"written by a newer version of powertui .*9999.*update powertui"):
        open_database(url, create=False)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:////nowhere/at/all.db", "there is no database sqlite:////nowhere/at/all.db"),
        ("sqlite:///{tmp}/folder", "cannot open the database"),
        ("sqlite:///{tmp}/text.db", "cannot open the database .*file is not a database"),
        ("nonsense", "is no database URL"),
        ("oracle9://here/x", "is no database URL"),
        ("mysql+pymysql://here/x", "driver for mysql.* is not installed: pip install pymysql"),
        ("sqlite:///{tmp}/empty.db", "holds no plant yet"),
    ],
)
def test_what_cannot_be_opened_is_said_in_one_sentence(tmp_path: Path, url: str, sentence: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.db").write_text("this is not a database, but long enough to be read as one" * 20)
    (tmp_path / "empty.db").touch()
    with pytest.raises(DatabaseError, match=sentence) as caught:
        open_database(url.format(tmp=tmp_path), create=False)
    assert "\n" not in str(caught.value)


def test_a_password_in_a_url_is_not_shown() -> None:
    with pytest.raises(DatabaseError) as caught:
        open_database("oracle9://me:secret@here/x", create=False)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["postgres//me:s3cret@here/x", "postgresql+psycopg:me:s3cret@here", "oracle9://me:s3cret@here/x"]
)
def test_a_password_in_a_url_is_not_repeated_however_wrong_the_url_is(url: str) -> None:
    with pytest.raises(DatabaseError, match="is no database URL") as caught:
        open_database(url, create=False)
    assert "s3cret" not in str(caught.value)


def test_databases_can_be_made_in_several_threads_at_once(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / f'{number}.db'}" for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        for engine in pool.map(lambda url: open_database(url, create=True), urls):
            engine.dispose()


def test_a_database_of_the_first_version_is_brought_up_as_it_is_opened(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        migrate_to(connection, "0001")
        connection.execute(text("INSERT INTO site VALUES (1, 'S', 's', 'active', NULL, '', NULL)"))
        connection.execute(text("INSERT INTO rack VALUES (1, 1, 'R', NULL, 42, 'active', '', NULL, '', NULL)"))
        connection.execute(
            text(
                "INSERT INTO device (id, site_id, name, role, height_u, model, face, status, serial, asset_tag,"
                " description, rated_current_a) VALUES (1, 1, 'P', 'pdu', 1, '', '', 'active', '', '', '', 32)"
            )
        )
        connection.execute(text("INSERT INTO pdu_branch VALUES (1, 1, 'B1', 16, 'A')"))
    engine.dispose()
    engine = open_database(url, create=False)
    with engine.connect() as connection:
        topology = load_topology(connection)
        assert topology.racks == (Rack(1, 1, "R"),)
        assert topology.devices == (Device(1, 1, "P", "pdu", rated_current_a=32.0),)
        assert topology.pdu_branches == (PduBranch(1, 1, "B1", 16.0, Leg.A),)
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_the_history_of_an_older_postgresql_database_moves_into_days(postgres_url: str) -> None:
    midnight_s = 20_717 * 86_400
    with fresh_database(postgres_url) as url:
        engine = create_engine(url)
        with engine.begin() as connection:
            migrate_to(connection, "0005")
            for slot_s in (midnight_s - 30, midnight_s, midnight_s + 30):
                row = text("INSERT INTO history VALUES (:slot_s, 7, 0, 0, 1, 2, 3, 4, 5, 6)")
                connection.execute(row, {"slot_s": slot_s})
        engine.dispose()
        engine = open_database(url, create=False)
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT slot_s, energy_wh, state FROM history ORDER BY slot_s")).all()
            assert partition_days(connection, history) == (20_716, 20_717)
            slots = connection.execute(text("SELECT slot_s FROM history_slot ORDER BY slot_s")).scalars().all()
        engine.dispose()
    assert [tuple(row) for row in rows] == [(slot_s, 6, None) for slot_s in slots]
    assert slots == [midnight_s - 30, midnight_s, midnight_s + 30]
