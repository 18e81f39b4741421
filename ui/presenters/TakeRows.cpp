// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/TakeRows.h"

#include "ui/common/PeopleWords.h"
#include "ui/common/TakeWords.h"
#include "ui/common/TurnWords.h"
#include "ui/common/Words.h"
#include "ui/models/TakeModel.h"
#include "ui/presenters/Orders.h"
#include "ui/widgets/PaintText.h"
#include "ui/widgets/TakeDelegate.h"
#include "ui/widgets/TakesTree.h"

#include <QDateTime>
#include <QLocale>
#include <QTextDocument>

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

bool isDraft(const project::Take& take)
{
    return take.scene.preset == "quick-preview";
}

bool isOfKind(const project::Take& take, TakeKind kind)
{
    switch (kind) {
    case TakeKind::All: return true;
    case TakeKind::Starred: return take.star;
    case TakeKind::Drafts: return isDraft(take);
    case TakeKind::Finals: return take.finalOf > 0;
    }
    return true;
}

TakeRow::Origin originOf(const project::Take& take)
{
    return take.parts.size() > 1 ? TakeRow::Origin::Joined
        : take.parts.size() == 1 ? TakeRow::Origin::Cut
        : take.parent > 0        ? TakeRow::Origin::Branch
        : take.finalOf > 0       ? TakeRow::Origin::Final
                                 : TakeRow::Origin::None;
}

} // namespace

TakeRows::TakeRows(const PresetModel& presets, const ModelCatalogue& models, QObject* parent)
    : QSortFilterProxyModel(parent)
    , m_presets(presets)
    , m_models(models)
{
}

void TakeRows::setFilter(const TakeFilter& filter)
{
    if (m_filter == filter)
        return;
    m_filter = filter;
    invalidateFilter();
}

bool TakeRows::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const auto take = sourceModel()->index(row, 0, parent).data(TakeModel::TakeRole).value<project::Take>();
    if (take.state == project::TakeState::Rendering)
        return true;
    if (!isOfKind(take, m_filter.kind))
        return false;
    const project::Scene& scene = take.scene;
    const QString words = QStringList{words::takeName(take),
                                      QString::fromStdString(scene.prompt),
                                      words::fileName(scene.portrait),
                                      words::fileName(scene.voice),
                                      presetWords(scene, m_presets, m_models),
                                      words::speakerLines(scene.people).join(u'\n'),
                                      words::turnLines(scene.settings).join(u'\n')}
                              .join(u'\n');
    const QStringList wanted = m_filter.text.split(u' ', Qt::SkipEmptyParts);
    return std::all_of(wanted.begin(), wanted.end(),
                       [&words](const QString& word) { return words.contains(word, Qt::CaseInsensitive); });
}

void TakeRows::setExporting(int take, double part)
{
    if (part < 0)
        m_exporting.remove(take);
    else
        m_exporting.insert(take, part);
    changed();
}

void TakeRows::setRun(jobs::RunState run)
{
    if (std::exchange(m_run, run) != run)
        changed();
}

void TakeRows::setShown(int take)
{
    if (std::exchange(m_shown, take) != take)
        changed();
}

void TakeRows::setBeside(const QList<int>& takes)
{
    if (std::exchange(m_beside, takes) != takes)
        changed();
}

void TakeRows::changed()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0));
}

// A line each; those that aren't known are left out.
QStringList TakeRows::facts(const project::Take& take, bool hasOrigin) const
{
    constexpr qsizetype kPromptLength = 120;
    const project::Scene& scene = take.scene;
    project::RenderSettings settings = scene.settings;
    if (take.width > 0 && take.height > 0) { // The portrait gave the shape.
        settings.width = take.width;
        settings.height = take.height;
    }
    QStringList lines;
    if (!take.parts.empty())
        lines << words::madeFrom(take.parts);
    if (take.finalOf > 0)
        lines << tr("Final of take %1").arg(take.finalOf);
    if (take.parent > 0)
        lines << tr("Branch of take %1, from %2", "take, time")
                     .arg(take.parent)
                     .arg(words::blockTime(take.branchBlock, settings.compat));
    if (take.origin() > 0 && !hasOrigin)
        lines << tr("Take %1 is deleted").arg(take.origin());
    if (!scene.portrait.empty())
        lines << tr("Portrait: %1").arg(words::fileName(scene.portrait));
    if (!scene.voice.empty())
        lines << tr("Voice: %1").arg(words::fileName(scene.voice));
    if (!scene.people.empty())
        lines << tr("Who speaks: %1")
                     .arg(words::speakerLines(scene.people).join(tr(", ", "between the people who speak")));
    const ModelEntry* const model = m_models.find(settings.model);
    lines << tr("Model: %1").arg(model ? words::modelTitle(*model) : QString::fromStdString(settings.model));
    lines << QString(presetWords(scene, m_presets, m_models) % QStringLiteral(" · ") % words::settings(settings, 0));
    if (take.parts.empty()) // One that was rendered.
        lines << tr("Seed: %1").arg(settings.seed);
    if (take.created > 0) {
        const QDateTime when = QDateTime::fromSecsSinceEpoch(take.created);
        const QString made = QLocale().toString(when, QLocale::ShortFormat);
        lines << (take.report.totalSeconds > 0
                      ? tr("Made: %1, in %2", "date, duration").arg(made, words::duration(take.report.totalSeconds))
                      : tr("Made: %1", "date").arg(made));
    }
    const auto cut = [](QString words) {
        if (words.size() > kPromptLength) {
            words.truncate(kPromptLength);
            words = words.left(words.lastIndexOf(u' ') > 0 ? words.lastIndexOf(u' ') : words.size()) % u'…';
        }
        return words;
    };
    if (const QString prompt = cut(QString::fromStdString(scene.prompt).simplified()); !prompt.isEmpty())
        lines << words::quoted(prompt);
    for (const QString& turn : words::turnLines(settings))
        lines << cut(turn);
    return lines;
}

QVariant TakeRows::data(const QModelIndex& index, int role) const
{
    const bool tip = role == Qt::ToolTipRole;
    const bool description = role == Qt::AccessibleDescriptionRole;
    const bool link = role == TakesTree::kLinkRole;
    if (role != TakeDelegate::kRole && role != Qt::AccessibleTextRole && !tip && !description && !link)
        return QSortFilterProxyModel::data(index, role);
    const auto take = QSortFilterProxyModel::data(index, TakeModel::TakeRole).value<project::Take>();
    const int from = QSortFilterProxyModel::data(index, TakeModel::OriginRole).toInt();
    if (link)
        return QVariant::fromValue(TakeLink{.number = take.number, .from = from, .origin = originOf(take)});
    if (description)
        return facts(take, from > 0).join(QStringLiteral(", "));
    if (tip) { // As rich text, which wraps, and in which a name with a "<" is still a name.
        const QStringList lines = QStringList(words::takeName(take)) + facts(take, from > 0);
        return Qt::convertFromPlainText(lines.join(u'\n'), Qt::WhiteSpaceNormal);
    }
    TakeRow row;
    row.thumbnail = QSortFilterProxyModel::data(index, TakeModel::ThumbnailRole).value<QImage>();
    row.name = words::takeName(take);
    row.length = clockText(take.seconds());
    row.draft = isDraft(take);
    row.starred = take.star;
    row.shown = take.number > 0 && (take.number == m_shown || m_beside.contains(take.number));
    row.preset = presetWords(take.scene, m_presets, m_models);
    row.origin = originOf(take);
    if (row.origin != TakeRow::Origin::None && from == 0)
        row.originWords = tr("take %1, deleted", "what it was made from").arg(take.origin());
    else if (row.origin == TakeRow::Origin::Branch)
        row.originWords = words::blockTime(take.branchBlock, take.scene.settings.compat);
    else if (row.origin == TakeRow::Origin::Final)
        row.originWords = tr("of take %1", "final version").arg(take.finalOf);
    else if (row.origin == TakeRow::Origin::Cut)
        row.originWords = tr("of take %1", "a cut").arg(take.origin());
    else if (row.origin == TakeRow::Origin::Joined)
        row.originWords = tr("takes %1", "joined ones, their numbers").arg(words::takeNumbers(take.parts));
    switch (take.state) {
    case project::TakeState::Rendering:
        row.state = m_run == jobs::RunState::Paused ? TakeRow::State::Paused : TakeRow::State::Rendering;
        row.share = QSortFilterProxyModel::data(index, TakeModel::ProgressRole).toDouble();
        break;
    case project::TakeState::Finished: row.state = TakeRow::State::Finished; break;
    case project::TakeState::Stopped: row.state = TakeRow::State::Stopped; break;
    case project::TakeState::Failed: row.state = TakeRow::State::Failed; break;
    }
    if (m_exporting.contains(take.number))
        row.share = m_exporting.value(take.number);
    if (role == Qt::AccessibleTextRole)
        return TakeDelegate::text(row);
    return QVariant::fromValue(row);
}

} // namespace studio::ui
