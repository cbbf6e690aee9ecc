"""How the import commands tell what they did."""

from django.core.management.base import CommandError


def tell(command, report, dry_run):
    """Print a line per sheet and what was kept. Raises CommandError with every problem when there is one."""
    for name, result in report.results.items():
        totals = result.totals
        command.stdout.write(
            f"{name}: {totals['new']} created, {totals['update']} changed, {totals['skip']} unchanged, "
            f"{totals['invalid']} refused"
        )
    for line in report.kept:
        command.stdout.write(f"kept: {line}")
    if report.problems:
        told = "\n".join(str(problem) for problem in report.problems)
        raise CommandError(f"Nothing was written. {len(report.problems)} problems:\n{told}")
    done = "would be written" if dry_run else "written"
    command.stdout.write(f"{report.created + report.changed} rows {done}, {report.unchanged} unchanged.")
