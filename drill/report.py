"""What a drill did, counted from the stored bytes, and whether everything still holds."""

import asyncio
import gc
import hashlib
import json
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

import structlog
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.duties import Duties
from domain.clocks import WaitKind
from domain.conflict_case import Stage
from domain.kernel import Fact, Frozen, Refusal
from drill.driver import Agenda, Driver, ServerTime
from drill.house import TASK_QUEUE, House, build
from drill.incidents import Incident, IncidentsRefused, chosen, read_incidents
from drill.invariants import Finding, Scene, States, check, expected_wards, workflow_states
from drill.inventions import invent
from drill.opening import open_office
from drill.story import Story
from runtime.clock import SystemClock
from runtime.embedded import EmbeddedPostgres, TimeSkippingTemporal
from runtime.log import Log
from runtime.regions import Regions
from workflows.stages import WORKFLOWS
