"""Secrets: sealed in the store, opened for a run that names them, and hidden in everything that leaves the run."""

from blockloom.runtime.secrets.hiding import Hiding
from blockloom.runtime.secrets.outside import EnvironmentSecrets, StandInSecrets
from blockloom.runtime.secrets.vault import Vault, check_name

__all__ = ["EnvironmentSecrets", "Hiding", "StandInSecrets", "Vault", "check_name"]
