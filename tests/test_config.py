"""The configuration: what it gives, and what it says about each way of getting it wrong."""

import re
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from collectors.snmp.client import AuthProtocol, PrivProtocol, SnmpVersion
from powertui import config
from powertui.bootstrap.overrides import configured_overrides
from powertui.config import (
    ConnectorTypeSection,
    CredentialSection,
    OverrideSection,
    Settings,
    StatusesSection,
    read_settings,
    redacted_url,
    resolve_secret,
)
from powertui.config_energy import TariffSection
from powertui.config_notify import (
    AppriseSection,
    CommandSection,
    QuietSection,
    RouteSection,
    SyslogSection,
    WebhookSection,
)
from powertui.config_rules import RuleOverrideSection
from powertui.domain.scale_override import column_choice
from powertui.errors import ConfigError, CredentialError

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
SECRET = "hunter2-public"


@pytest.fixture
def write(tmp_path: Path) -> "Writer":
    return Writer(tmp_path / "config.toml")


class Writer:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, text: str) -> Path:
        self.path.write_text(text, encoding="utf-8")
        return self.path

    def problem(self, text: str) -> str:
        """What is said about a file, without its path."""
        with pytest.raises(ConfigError) as caught:
            read_settings(self(text))
        message = str(caught.value)
        assert "\n" not in message
        assert message.startswith(str(self.path))
        assert caught.value.exit_code == 2
        return message.removeprefix(str(self.path))


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(config.ENVIRONMENT_VARIABLE, raising=False)
    monkeypatch.setattr(config, "user_config_path", lambda *_args, **_kwargs: tmp_path)
    settings = config.load_settings()
    assert settings.poller.interval_s == 30
    assert settings.rules.near_capacity_pct == 90
    assert settings.database.url.startswith("sqlite:////")
    assert dict(settings.snmp.credentials) == {}


def test_an_empty_file_is_the_defaults(write: Writer) -> None:
    settings = read_settings(write(""))
    assert all(getattr(settings, name) == getattr(Settings(), name) for name in Settings.model_fields)


def test_settings_know_the_file_that_they_come_from(write: Writer) -> None:
    assert Settings().source is None
    assert read_settings(write("")).source == write.path
    assert write.problem("source = 'x'").startswith(':1: unknown key "source"')


def test_all_keys_arrive(write: Writer) -> None:
    settings = read_settings(
        write(
            """
            [database]
            url = "sqlite:////srv/p.db"
            [poller]
            interval_s = 7
            [rules]
            near_capacity_pct = 80.5
            [snmp.credentials.hall1]
            version = "2c"
            community = "env:HALL1"
            [snmp.credentials."hall 2"]
            version = "3"
            user = "reader"
            auth_protocol = "SHA-256"
            auth_key = "file:/etc/auth"
            priv_protocol = "AES"
            priv_key = "env:PRIV"
            context = "rack"
            """
        )
    )
    assert settings.database.url == "sqlite:////srv/p.db"
    assert settings.poller.interval_s == 7
    assert settings.rules.near_capacity_pct == 80.5
    assert settings.snmp.credentials["hall1"].community == "env:HALL1"
    second = settings.snmp.credentials["hall 2"]
    assert (second.user, second.auth_protocol, second.priv_key, second.context) == (
        "reader",
        "SHA-256",
        "env:PRIV",
        "rack",
    )


def test_lists_of_netbox_arrive_and_hold_texts_only(write: Writer) -> None:
    assert read_settings(write('[netbox]\nsites = ["dc1", "dc2"]')).netbox.sites == ("dc1", "dc2")
    assert write.problem('[netbox]\nsites = "dc1"').startswith(":2: netbox.sites must be a list of texts")
    assert write.problem("[netbox]\ntags = [1]").startswith(":2: netbox.tags.0 must be a text in quotes")


def test_connector_types_and_statuses_of_ones_own_arrive(write: Writer) -> None:
    model = read_settings(
        write(
            '[[model.power_port_types]]\nslug = "a"\nlabel = "A"\ngroup = "Ours"\n'
            '[[model.power_port_types]]\nslug = "b"\n'
            '[model.statuses]\nrack = ["quarantined"]'
        )
    ).model
    assert [(entry.slug, entry.label, entry.group) for entry in model.power_port_types] == [
        ("a", "A", "Ours"),
        ("b", "", ""),
    ]
    assert model.power_outlet_types == ()
    assert model.statuses.rack == ("quarantined",)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("slug = 5", ":4: model.power_port_types.1.slug must be a text in quotes, not 5"),
        ('slug = ""', ":4: model.power_port_types.1.slug must have 1 to 50 characters"),
        ('slug = "busbar tap"', ':4: model.power_port_types.1.slug must be one printable word, such as "busbar-tap"'),
        ('label = "B"', ':3: [[model.power_port_types]] needs "slug"'),
        (
            'slug = "b"\nlabl = "B"',
            ':5: unknown key "labl" in [[model.power_port_types]]; did you mean "label"?',
        ),
    ],
)
def test_a_wrong_connector_type_is_told_with_the_line_of_its_own_table(write: Writer, wrong: str, told: str) -> None:
    good = '[[model.power_port_types]]\nslug = "a"\n'
    text = f'{good}[[model.power_port_types]]\n{wrong}\n[[model.power_port_types]]\nslug = "c"\n'
    assert write.problem(text) == told


def test_overrides_of_scales_arrive_in_the_files_order(write: Writer) -> None:
    text = """
    [[override]]
    target = "apc-rpdu2/AP88*"
    column = "outlet current_a"
    scale = 0.1
    [[override]]
    target = "192.0.2.1"
    column = "1.3.6.1.4.1.318.1.1.26.6.3.1.5"
    scale = 10
    """
    first, second = configured_overrides(read_settings(write(text)))
    assert (first.target, first.column, first.scale) == (
        "apc-rpdu2/AP88*",
        column_choice("outlet current_a"),
        Fraction(1, 10),
    )
    assert (second.column.oid[-1], float(second.scale)) == (5, 10.0)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('target = ""\ncolumn = "outlet current_a"\nscale = 1', "right would be a name, an address"),
        ('target = "a"\ncolumn = "current"\nscale = 1', "neither a column's numeric OID nor a part and its quantity"),
        ('target = "a"\ncolumn = "outlet state"\nscale = 1', "which is no number and has no scale"),
        ('target = "a"\ncolumn = "outlet current_a"\nscale = 0', "more than 0"),
        ('target = "a"\ncolumn = "outlet current_a"\nscale = "x"', "must be a number"),
        ('target = "a"\ncolumn = "outlet current_a"', 'needs "scale"'),
        ('target = "a"\nscale = 1', 'needs "column"'),
    ],
)
def test_a_wrong_override_is_told_in_one_sentence(write: Writer, wrong: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_settings(write(f"[[override]]\n{wrong}\n"))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_one_table_where_several_belong_is_told_how_to_write_it(write: Writer) -> None:
    problem = write.problem('[model.power_port_types]\nslug = "a"')
    assert problem == ":1: model.power_port_types must be tables, each under [[model.power_port_types]]"


def test_statuses_that_figures_depend_on_cannot_be_added(write: Writer) -> None:
    problem = write.problem('[model.statuses]\nfeed = ["odd"]')
    assert problem == (':2: unknown key "feed" in [model.statuses]; it knows "device", "location", "rack", "site"')
    assert write.problem('[model.statuses]\nsite = ["two words"]').startswith(":2: model.statuses.site.0 must be one ")


def test_a_literal_netbox_token_is_refused_and_not_repeated(write: Writer) -> None:
    token = "0123456789abcdef0123456789abcdef01234567"
    problem = write.problem(f'[netbox]\ntoken = "{token}"')
    assert "netbox.token" in problem
    assert token not in problem


def test_settings_cannot_be_changed(write: Writer) -> None:
    settings = read_settings(write('[snmp.credentials.a]\nversion = "2c"\ncommunity = "env:A"'))
    with pytest.raises(ValueError, match="frozen"):
        settings.poller.interval_s = 1  # type: ignore[misc]  # that it cannot is the point
    with pytest.raises(TypeError):
        settings.snmp.credentials["b"] = settings.snmp.credentials["a"]  # type: ignore[index]  # that it cannot is the point


def test_a_database_may_be_a_plain_path(write: Writer) -> None:
    assert read_settings(write('[database]\nurl = "/srv/plant.db"')).database.url == "sqlite:////srv/plant.db"
    home = read_settings(write('[database]\nurl = "~/plant.db"')).database.url
    assert home == f"sqlite:///{Path.home()}/plant.db"


# What is said about mistakes


def test_unknown_key_is_named_with_its_line_and_the_one_that_was_meant(write: Writer) -> None:
    problem = write.problem("[poller]\n\nintervall_s = 5\n")
    assert problem == ':3: unknown key "intervall_s" in [poller]; did you mean "interval_s"?'


def test_unknown_table_is_named(write: Writer) -> None:
    assert write.problem("[pollers]\ninterval_s = 5") == ':1: unknown key "pollers"; did you mean "poller"?'


def test_an_unknown_key_like_no_other_lists_those_that_exist(write: Writer) -> None:
    known = '"interval_s", "sites", "spool_mb", "state_dir"'
    assert write.problem("[poller]\nxyz = 5") == f':2: unknown key "xyz" in [poller]; it knows {known}'


def test_unknown_key_of_a_credential_is_named_without_its_value(write: Writer) -> None:
    problem = write.problem(f'[snmp.credentials.hall1]\nversion = "2c"\ncomunity = "{SECRET}"')
    assert problem == ':3: unknown key "comunity" in [snmp.credentials.hall1]; did you mean "community"?'


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('interval_s = "5"', "poller.interval_s must be a number, not '5'"),
        ('sites = ["Berlin 1"]', 'poller.sites must hold slugs of sites, such as "berlin-1"'),
        ("interval_s = true", "poller.interval_s must be a number, not true"),
        ("interval_s = 0.2", "poller.interval_s must be at least 1, not 0.2"),
        ("interval_s = 9999", "poller.interval_s must be at most 3600, not 9999"),
        ("interval_s = nan", "poller.interval_s must be a finite number, not nan"),
        ("interval_s = 2026-11-22", "poller.interval_s must be a number, not datetime.date(2026, 11, 22)"),
    ],
)
def test_a_wrong_interval_says_what_would_be_right(write: Writer, line: str, words: str) -> None:
    assert write.problem(f"[poller]\n{line}") == f":2: {words}"


def test_near_capacity_is_below_a_hundred(write: Writer) -> None:
    assert write.problem("[rules]\nnear_capacity_pct = 100") == (
        ":2: rules.near_capacity_pct must be less than 100, not 100"
    )


def test_a_value_where_a_table_belongs(write: Writer) -> None:
    assert write.problem("poller = 30") == ":1: poller must be a table, not 30"
    assert write.problem("[snmp]\ncredentials = 1") == ":2: snmp.credentials must be a table"


def test_an_empty_database_url_is_refused(write: Writer) -> None:
    assert write.problem('[database]\nurl = ""').startswith(":2: database.url is empty; right would be a path or a URL")


def test_a_directory_is_no_database(write: Writer, tmp_path: Path) -> None:
    assert write.problem(f'[database]\nurl = "{tmp_path}"').startswith(
        ":2: database.url is a directory; right would be"
    )


@pytest.mark.parametrize("key", ["community", "auth_key", "priv_key"])
def test_a_literal_secret_is_refused_and_not_repeated(write: Writer, key: str) -> None:
    problem = write.problem(f'[snmp.credentials.hall1]\nversion = "2c"\n{key} = "{SECRET}"')
    assert problem == (
        f":3: snmp.credentials.hall1.{key} must say where the secret is, not be it: "
        '"env:NAME" for an environment variable or "file:/path" for a file'
    )


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('version = "1"', 'needs "community" with version = "1"'),
        ('version = "1"\ncommunity = "env:A"\ncontext = "c"', 'has "context", which belongs to version = "3"'),
        ('version = "2c"', 'needs "community" with version = "2c"'),
        ('version = "2c"\ncommunity = "env:A"\nuser = "u"', 'has "user", which belongs to version = "3"'),
        ('version = "3"', 'needs "user" with version = "3"'),
        ('version = "3"\nuser = "u"\ncommunity = "env:A"', 'has "community", which belongs to version = "1" and "2c"'),
        ('version = "3"\nuser = "u"\nauth_key = "env:A"', 'needs both "auth_protocol" and "auth_key", or neither'),
        (
            'version = "3"\nuser = "u"\npriv_protocol = "AES"\npriv_key = "env:A"',
            'has privacy without authentication, which SNMPv3 does not know: add "auth_protocol"',
        ),
    ],
)
def test_keys_of_a_credential_belong_together(write: Writer, lines: str, words: str) -> None:
    assert write.problem(f"\n[snmp.credentials.x]\n{lines}") == f":2: [snmp.credentials.x] {words}"


def test_a_credential_needs_its_version(write: Writer) -> None:
    problem = write.problem('[snmp.credentials.x]\ncommunity = "env:A"')
    assert problem == ':1: [snmp.credentials.x] needs "version": "1", "2c", "3"'


def test_a_misspelt_protocol_is_suggested(write: Writer) -> None:
    problem = write.problem('[snmp.credentials.x]\nversion = "3"\nuser = "u"\nauth_protocol = "sha256"')
    assert problem.startswith(':4: snmp.credentials.x.auth_protocol must be one of "MD5", "SHA"')
    assert problem.endswith('; did you mean "SHA-256"?')


def test_a_number_for_a_version_is_told_the_choices(write: Writer) -> None:
    assert write.problem("[snmp.credentials.x]\nversion = 2") == (
        ':2: snmp.credentials.x.version must be one of "1", "2c", "3"; did you mean "2c"?'
    )


@pytest.mark.parametrize("reference", ["env:", "file:"])
def test_a_reference_to_nothing_is_refused(write: Writer, reference: str) -> None:
    problem = write.problem(f'[snmp.credentials.x]\nversion = "2c"\ncommunity = "{reference}"')
    assert "names nothing" in problem


def test_a_secret_file_needs_a_whole_path(write: Writer) -> None:
    problem = write.problem('[snmp.credentials.x]\nversion = "2c"\ncommunity = "file:community.txt"')
    assert problem == ':3: snmp.credentials.x.community needs a whole path: "file:/path" or "file:~/path"'


@pytest.mark.parametrize(
    ("text", "place"),
    [("[poller]\ninterval_s 5\n", ":2:"), ("[poller\n", ":1:"), ("a = 1\na = 2\n", ":2:"), ('x = """\n\n', ":")],
)
def test_a_file_that_is_not_toml_is_told_where(write: Writer, text: str, place: str) -> None:
    problem = write.problem(text)
    assert problem.startswith(place)
    assert "this is not TOML: " in problem


def test_the_first_mistake_of_the_file_is_the_one_that_is_told(write: Writer) -> None:
    assert write.problem("[rules]\nx = 1\n[poller]\ny = 1").startswith(':2: unknown key "x"')


def test_keys_in_dotted_and_inline_forms_have_lines_too(write: Writer) -> None:
    assert write.problem("# c\npoller.interval_s = 0").startswith(":2: poller.interval_s must be at least 1")
    assert write.problem("\n\npoller = {interval_s = 0}").startswith(":3: poller.interval_s must be at least 1")


def test_lines_are_right_behind_a_text_of_several_lines(write: Writer) -> None:
    text = '[database]\nurl = """sqlite:///\n[poller]\ninterval_s = 1\n"""\n[poller]\ninterval_s = 0\n'
    assert write.problem(text).startswith(":7: poller.interval_s")


# Files that cannot be read


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: there is no such file"):
        config.load_settings(tmp_path / "nowhere.toml")


def test_a_missing_file_in_the_environment_names_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(config.ENVIRONMENT_VARIABLE, str(tmp_path / "nowhere.toml"))
    with pytest.raises(ConfigError, match=r"there is no such file, and \$POWERTUI_CONFIG names it"):
        config.load_settings()


def test_a_directory_is_not_a_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="this is a directory"):
        config.load_settings(tmp_path)


def test_a_file_without_permission_is_told_so(write: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(ConfigError, match="permission denied"):
        read_settings(write.path)


def test_a_file_that_is_no_text_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"a = '\xff'")
    with pytest.raises(ConfigError, match="byte 5 of this file is not"):
        read_settings(path)


def test_the_explicit_file_goes_before_the_environments_and_that_before_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, interval_s in (("explicit", 1), ("environment", 2), ("config", 3)):
        (tmp_path / f"{name}.toml").write_text(f"[poller]\ninterval_s = {interval_s}")
    monkeypatch.setattr(config, "user_config_path", lambda *_args, **_kwargs: tmp_path)
    monkeypatch.setenv(config.ENVIRONMENT_VARIABLE, str(tmp_path / "environment.toml"))
    assert config.load_settings(tmp_path / "explicit.toml").poller.interval_s == 1
    assert config.load_settings().poller.interval_s == 2
    monkeypatch.delenv(config.ENVIRONMENT_VARIABLE)
    assert config.load_settings().poller.interval_s == 3


# Secrets


def test_a_secret_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_COMMUNITY", SECRET)
    assert resolve_secret("env:A_COMMUNITY") == SECRET


def test_a_secret_comes_from_a_file_without_its_line_end(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(f"{SECRET}\n")
    assert resolve_secret(f"file:{path}") == SECRET


def test_a_reference_that_leads_nowhere_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("A_COMMUNITY", raising=False)
    with pytest.raises(CredentialError, match="environment variable A_COMMUNITY is not set"):
        resolve_secret("env:A_COMMUNITY")
    with pytest.raises(CredentialError, match="cannot be read: No such file"):
        resolve_secret(f"file:{tmp_path / 'nothing'}")
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(CredentialError, match="which is empty"):
        resolve_secret(f"file:{tmp_path / 'empty'}")


@given(st.text(min_size=5).filter(lambda text: not text.startswith(("env:", "file:")) and text not in "reference"))
def test_a_literal_where_a_reference_belongs_is_never_repeated(literal: str) -> None:
    with pytest.raises(CredentialError) as caught:
        resolve_secret(literal)
    assert str(caught.value) == (
        'a reference to a secret is "env:NAME" for an environment variable or "file:/path" for a file'
    )


def test_settings_show_neither_references_nor_the_databases_password(write: Writer) -> None:
    settings = read_settings(
        write(
            '[database]\nurl = "postgresql://me:hunter2@db/x"\n'
            '[snmp.credentials.a]\nversion = "2c"\ncommunity = "env:WHERE"'
        )
    )
    assert "hunter2" not in repr(settings)
    assert "WHERE" not in repr(settings)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://me:p@ss:w@db:5432/x", "postgresql+psycopg://me:***@db:5432/x"),
        ("postgresql://me@db/x", "postgresql://me@db/x"),
        ("sqlite:////srv/p.db", "sqlite:////srv/p.db"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, shown: str) -> None:
    assert redacted_url(url) == shown


# The example, and the names that it shares with the collectors


def test_the_example_loads() -> None:
    settings = read_settings(EXAMPLE)
    assert set(settings.snmp.credentials) == {"default", "secure"}


def test_keys_that_the_example_comments_out_show_the_defaults(tmp_path: Path) -> None:
    text = re.sub(r"^# (\w+ = |\[)", r"\1", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    settings = read_settings(path)
    assert settings.poller.model_copy(update={"state_dir": None}) == Settings().poller
    assert settings.rules.model_copy(update={"override": ()}) == Settings().rules
    assert [override.rule for override in settings.rules.override][:2] == [
        "feed-over-permissible",
        "temperature-out-of-band",
    ]
    assert settings.notify.model_copy(update={"route": ()}) == Settings().notify
    assert [route.name for route in settings.notify.route] == ["on-call", "hook", "logs", "script"]
    first = settings.notify.route[0]
    changed = {"name", "apprise", "quiet_hours"}
    assert first.model_dump(exclude=changed) == RouteSection.model_validate(
        {"name": "x", "apprise": {"url": "env:X"}}
    ).model_dump(exclude=changed)
    assert settings.snmp == read_settings(EXAMPLE).snmp
    assert settings.model.power_factor == Settings().model.power_factor
    assert settings.model.power_port_types[0].slug == "busbar-tap"
    assert settings.model.statuses.device == ("burn-in",)
    without_a_default = {"url": None, "token": None, "ca_file": None, "sync_every_s": None}
    assert settings.netbox.model_copy(update=without_a_default) == Settings().netbox
    assert None not in (settings.netbox.url, settings.netbox.token, settings.netbox.ca_file)


def test_the_example_names_every_key() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    named = set(re.findall(r"^(?:# )?(?:\[\[(?:\w+\.)?)?(\w+)(?: = |\]\])", text, flags=re.MULTILINE))
    named |= set(re.findall(r"^# \[notify\.route\.(\w+)\]", text, flags=re.MULTILINE))
    named |= set(re.findall(r"(url_from) = ", text))
    channels = (QuietSection, WebhookSection, SyslogSection, CommandSection, AppriseSection)
    repeated = (
        CredentialSection,
        ConnectorTypeSection,
        TariffSection,
        OverrideSection,
        RouteSection,
        RuleOverrideSection,
        *channels,
    )
    assert named == set(_keys(Settings)).union(*(section.model_fields for section in repeated))


def _keys(model: type[BaseModel]) -> list[str]:
    keys: list[str] = []
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            keys.extend(_keys(field.annotation))
        elif name != "credentials":
            keys.append(name)
    return keys


def test_every_key_explains_itself() -> None:
    annotations = [field.annotation for name, field in Settings.model_fields.items() if name != "override"]
    notify = (RouteSection, QuietSection, WebhookSection, SyslogSection, CommandSection, AppriseSection)
    more = (CredentialSection, ConnectorTypeSection, OverrideSection, StatusesSection, *notify)
    for model in (Settings, *annotations, *more):
        assert isinstance(model, type)
        assert issubclass(model, BaseModel)
        assert all(field.description for field in model.model_fields.values())


def test_versions_and_protocols_are_those_of_the_collectors() -> None:
    assert get_args(config.AuthName) == tuple(protocol.value for protocol in AuthProtocol)
    assert get_args(config.PrivName) == tuple(protocol.value for protocol in PrivProtocol)
    assert get_args(CredentialSection.model_fields["version"].annotation) == tuple(v.value for v in SnmpVersion)
